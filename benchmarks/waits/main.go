// SPDX-License-Identifier: Apache-2.0

// MutexWaits.java in Go: the waits of those who want a mutex that 64 goroutines fight for.
package main

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	goroutines = 64
	free       = time.Microsecond
)

var sink atomic.Uint64

func compute(x uint64, steps int) uint64 {
	for range steps {
		x = x*6364136223846793005 + 1442695040888963407
	}
	return x
}

func run(inside, outside int) {
	var mutex sync.Mutex
	var over atomic.Bool
	var all sync.WaitGroup
	waits := make([][]time.Duration, goroutines)
	for i := range goroutines {
		all.Go(func() {
			x := uint64(1)
			mine := make([]time.Duration, 0, 1<<18)
			for !over.Load() {
				before := time.Now()
				mutex.Lock()
				mine = append(mine, time.Since(before))
				x = compute(x, inside)
				mutex.Unlock()
				x = compute(x, outside)
			}
			waits[i] = mine
			sink.Add(x)
		})
	}
	time.Sleep(3 * time.Second)
	over.Store(true)
	all.Wait()
	line(fmt.Sprintf("%d inside, %d outside", inside, outside), waits, 0)
	line("  those who waited", waits, free)
}

func line(title string, waits [][]time.Duration, from time.Duration) {
	var all []time.Duration
	var sum float64
	for _, mine := range waits {
		for _, w := range mine {
			if w >= from {
				all = append(all, w)
				sum += float64(w)
			}
		}
	}
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	mean := sum / float64(len(all))
	high := float64(all[len(all)*999/1000])
	fmt.Printf("%-26s %10d %10.2f %10.2f %10.1f %10.1f %12.1f\n", title, len(all), mean/1e3,
		float64(all[len(all)/2])/1e3, high/1e3, float64(all[len(all)-1])/1e3, high/mean)
}

func main() {
	fmt.Printf("%-26s %10s %10s %10s %10s %10s %12s\n", "", "number", "mean", "p50", "p99.9", "max", "p99.9/mean")
	for _, load := range [][2]int{{0, 0}, {100, 0}, {100, 1000}, {1000, 0}, {5000, 0}} {
		run(load[0], load[1])
	}
}
