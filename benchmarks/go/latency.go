// SPDX-License-Identifier: Apache-2.0

package main

import (
	"runtime"
	"slices"
	"sync"
	"time"
)

type task struct {
	number int
	sentAt time.Time
}

// latency: from ready to running at half load. Every millisecond as many workers are sent a task of 50 µs as
// keep all processors busy for half of it. What counts is the time from the send to the first instruction after
// the receive; the first half of the tasks is for warming up.
func latency(n, size int) map[string]float64 {
	const work = 50 * time.Microsecond
	const period = time.Millisecond
	latencies := make([]float64, 2*n)
	inboxes := make([]chan task, size)
	var workers sync.WaitGroup
	for i := range inboxes {
		inbox := make(chan task, 1)
		inboxes[i] = inbox
		workers.Go(func() {
			for t := range inbox {
				begin := time.Now()
				latencies[t.number] = float64(begin.Sub(t.sentAt).Nanoseconds())
				for time.Since(begin) < work {
				}
			}
		})
	}
	burst := int(time.Duration(runtime.NumCPU()) * period / 2 / work)
	next := time.Now()
	for i := range latencies {
		if i%burst == 0 {
			next = next.Add(period)
			time.Sleep(time.Until(next))
		}
		inboxes[i%size] <- task{i, time.Now()}
	}
	for _, inbox := range inboxes {
		close(inbox)
	}
	workers.Wait()
	counted := latencies[n:]
	slices.Sort(counted)
	return map[string]float64{"p50": counted[n/2], "p99": counted[n*99/100], "p999": counted[n*999/1000]}
}
