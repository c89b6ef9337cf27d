// SPDX-License-Identifier: Apache-2.0

// One measurement with nats.go, as Bench.java makes with the others: bench-go (go|go-ids) send|call …
package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nuid"
)

const (
	size         = 128
	window       = 1024
	warmUpValues = 200_000
	warmUpCalls  = 30_000
)

func main() {
	who, url, name := os.Args[1], os.Args[3], os.Args[4]
	n, _ := strconv.Atoi(os.Args[5])
	switch os.Args[2] {
	case "send":
		senders, _ := strconv.Atoi(os.Args[6])
		fmt.Printf("%.0f %.2f\n", sends(url, name, n, senders, who == "go-ids"), cpu/float64(n))
	case "call":
		ns := calls(url, name, n)
		slices.Sort(ns)
		fmt.Printf("%.1f %.1f %.1f\n", float64(ns[n/2])/1e3, float64(ns[n*99/100])/1e3, cpu/float64(n))
	}
}

// This process's processor time in microseconds.
var cpu float64

func processorTime() float64 {
	var u syscall.Rusage
	must(0, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return float64(u.Utime.Sec+u.Stime.Sec)*1e6 + float64(u.Utime.Usec+u.Stime.Usec)
}

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return v
}

// Values per second of all senders together, after each has sent some to warm up.
func sends(url, name string, n, senders int, ids bool) float64 {
	c := must(nats.Connect(url))
	var all []nats.JetStreamContext
	for range senders {
		all = append(all, must(c.JetStream(nats.PublishAsyncMaxPending(window))))
	}
	for phase := 0; ; phase++ {
		each := n / senders
		if phase == 0 {
			each = min(warmUpValues, 10*n) / senders
		}
		var done sync.WaitGroup
		before, begun := time.Now(), processorTime()
		for _, js := range all {
			done.Go(func() {
				value := make([]byte, size)
				prefix := nuid.Next() + "."
				patient := nats.StallWait(time.Minute) // not an error after 200 ms
				for i := range each {
					if ids {
						must(js.PublishAsync(name, value, patient, nats.MsgId(prefix+strconv.Itoa(i))))
					} else {
						must(js.PublishAsync(name, value, patient))
					}
				}
				<-js.PublishAsyncComplete()
			})
		}
		done.Wait()
		cpu = processorTime() - begun
		if phase == 1 {
			return float64(each*senders) / time.Since(before).Seconds()
		}
	}
}

func calls(url, name string, n int) []int64 {
	c, there := must(nats.Connect(url)), must(nats.Connect(url))
	must(there.Subscribe(name, func(m *nats.Msg) { m.Respond(m.Data) }))
	there.Flush()
	value := make([]byte, size)
	ns := make([]int64, n)
	var begun float64
	for i := -warmUpCalls; i < n; i++ {
		if i == 0 {
			begun = processorTime()
		}
		before := time.Now()
		must(c.Request(name, value, 10*time.Second))
		if i >= 0 {
			ns[i] = time.Since(before).Nanoseconds()
		}
	}
	cpu = processorTime() - begun
	return ns
}
