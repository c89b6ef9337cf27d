// SPDX-License-Identifier: Apache-2.0

package main

import "sync"

// Exchanges of values over one or two channels.

func pingPong(n int) {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for range n {
			pong <- <-ping
		}
	}()
	for i := range n {
		ping <- i
		<-pong
	}
}

func transfer(n, capacity int) {
	c := make(chan int, capacity)
	go func() {
		for i := range n {
			c <- i
		}
	}()
	for range n {
		<-c
	}
}

func manyToMany(n, size, capacity int) {
	c := make(chan int, capacity)
	var wg sync.WaitGroup
	for range size {
		wg.Go(func() {
			for i := range n / size {
				c <- i
			}
		})
		wg.Go(func() {
			for range n / size {
				<-c
			}
		})
	}
	wg.Wait()
}

func fanIn(n, size int) {
	c := make(chan int)
	for range size {
		go func() {
			for i := range n / size {
				c <- i
			}
		}()
	}
	for range n / size * size {
		<-c
	}
}

// growth is ping-pong beside size goroutines that wait for ever.
func growth(n, size int) repetition {
	never := make(chan int)
	var started sync.WaitGroup
	started.Add(size)
	for range size {
		go func() {
			started.Done()
			<-never
		}()
	}
	started.Wait()
	return func() { pingPong(n) }
}
