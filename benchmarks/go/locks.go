// SPDX-License-Identifier: Apache-2.0

package main

import "sync"

func mutex(n, size int) {
	var mu sync.Mutex
	counter := 0
	parallel(size, func() {
		for range n / size {
			mu.Lock()
			counter++
			mu.Unlock()
		}
	})
	sink = counter
}

// rwMutex writes once in a hundred operations.
func rwMutex(n, size int) {
	var mu sync.RWMutex
	value := 0
	parallel(size, func() {
		sum := 0
		for i := range n / size {
			if i%100 == 0 {
				mu.Lock()
				value++
				mu.Unlock()
			} else {
				mu.RLock()
				sum += value
				mu.RUnlock()
			}
		}
		keep(sum)
	})
	sink = value
}

// parallel runs body in size goroutines and waits for them.
func parallel(size int, body func()) {
	var wg sync.WaitGroup
	for range size {
		wg.Go(body)
	}
	wg.Wait()
}

//go:noinline
func keep(int) {}
