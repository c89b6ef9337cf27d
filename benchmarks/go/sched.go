// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// The scheduler, timers, contexts, and work for the processors.

func gosched(n, size int) {
	parallel(size, func() {
		for range n / size {
			runtime.Gosched()
		}
	})
}

// sleepers: size goroutines sleep n times altogether, for 1 to 10 ms.
func sleepers(n, size int) {
	var wg sync.WaitGroup
	for i := range size {
		wg.Go(func() {
			for k := range n / size {
				time.Sleep(time.Duration(1+(i+k)%10) * time.Millisecond)
			}
		})
	}
	wg.Wait()
}

// timers that never fire: size of them are armed for an hour, then stopped.
func timers(n, size int) {
	armed := make([]*time.Timer, size)
	for range n / size {
		for i := range armed {
			armed[i] = time.AfterFunc(time.Hour, func() {})
		}
		for _, t := range armed {
			t.Stop()
		}
	}
}

// contextTree: trees of size contexts, ten below each; the root is cancelled and all must know.
func contextTree(n, size int) {
	for range n / size {
		contexts := make([]context.Context, size)
		cancels := make([]context.CancelFunc, size)
		contexts[0], cancels[0] = context.WithCancel(context.Background())
		for i := 1; i < size; i++ {
			contexts[i], cancels[i] = context.WithCancel(contexts[(i-1)/10])
		}
		cancels[0]()
		for i := range size {
			if contexts[i].Err() == nil {
				fail("context-tree: not cancelled")
			}
			cancels[i]()
		}
	}
}

// cpu: n goroutines compute size steps each.
func cpu(n, size int) {
	var wg sync.WaitGroup
	results := make([]uint64, n)
	for i := range n {
		wg.Go(func() { results[i] = spin(uint64(i)+1, size) })
	}
	wg.Wait()
	sink = int(results[n-1])
}

// spin is a xorshift generator: each step depends on the one before.
func spin(x uint64, steps int) uint64 {
	for range steps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

// hog: ping-pong while as many goroutines as there are processors compute, for three seconds at most:
// where nobody relieves the hogs, n round trips take just that long. Three times; the last one counts.
func hog(n, _ int) map[string]float64 {
	for begin := time.Now(); time.Since(begin) < 500*time.Millisecond; {
		pingPong(n)
	}
	besideHogs(n)
	besideHogs(n)
	return besideHogs(n)
}

func besideHogs(n int) map[string]float64 {
	begin := time.Now()
	var stop atomic.Bool
	var hogs sync.WaitGroup
	for range runtime.NumCPU() {
		hogs.Go(func() {
			x := uint64(1)
			for begin := time.Now(); !stop.Load() && time.Since(begin) < 3*time.Second; {
				x = spin(x, 10_000)
			}
			keep(int(x))
		})
	}
	ping, pong := make(chan int), make(chan int)
	go func() {
		for range n {
			pong <- <-ping
		}
	}()
	latencies := make([]float64, n)
	last := begin // each round trip from the end of the one before, the first from the start of the hogs
	for i := range n {
		ping <- i
		<-pong
		now := time.Now()
		latencies[i] = float64(now.Sub(last).Nanoseconds())
		last = now
	}
	total := float64(time.Since(begin).Nanoseconds())
	stop.Store(true)
	hogs.Wait()
	slices.Sort(latencies)
	return map[string]float64{
		"time": total / float64(n), "p50": latencies[n/2], "p99": latencies[n*99/100], "max": latencies[n-1],
	}
}
