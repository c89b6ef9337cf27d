// SPDX-License-Identifier: Apache-2.0

package main

import (
	"runtime"
	"sync"
	"syscall"
	"time"
)

// What many do at once: lock, wake up, tick, exchange, serve.

// rwMutexCrowd writes once in ten operations.
func rwMutexCrowd(n, size int) {
	var mu sync.RWMutex
	value := 0
	parallel(size, func() {
		sum := 0
		for i := range n / size {
			if i%10 == 9 {
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

func closeAll(n, _ int) map[string]float64 {
	var times []float64
	for range 11 {
		gate := make(chan int)
		var waiting, all sync.WaitGroup
		waiting.Add(n)
		for range n {
			all.Go(func() {
				waiting.Done()
				<-gate
			})
		}
		waiting.Wait()
		time.Sleep(100 * time.Millisecond)
		begin := time.Now()
		close(gate)
		all.Wait()
		times = append(times, float64(time.Since(begin).Nanoseconds())/float64(n))
	}
	return map[string]float64{"first": times[0], "time": median(times[len(times)/2:])}
}

func tickers(n, size int) map[string]float64 {
	for range size {
		go func() {
			for range time.NewTicker(10 * time.Millisecond).C {
			}
		}()
	}
	span := time.Duration(n) * time.Millisecond
	time.Sleep(span)
	before, begin := processorTime(), time.Now()
	time.Sleep(span)
	used := processorTime() - before
	return map[string]float64{"time": float64(used) * 1e9 / float64(time.Since(begin))}
}

func processorTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fail(err.Error())
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// exchange: pairs exchange values, all at once; a round trip is an operation.
func exchange(n, size int) {
	pairs := size / 2
	begin := make(chan int)
	var all sync.WaitGroup
	for range pairs {
		ping, pong := make(chan int), make(chan int)
		all.Go(func() {
			<-begin
			for i := range n / pairs {
				ping <- i
				<-pong
			}
		})
		all.Go(func() {
			<-begin
			for range n / pairs {
				pong <- <-ping
			}
		})
	}
	close(begin)
	all.Wait()
}

// busy: both sides compute between two values.
func busy(n, steps int) {
	c := make(chan int)
	go func() {
		x := uint64(1)
		for i := range n {
			x = spin(x, steps)
			c <- i
		}
		keep(int(x))
	}()
	x := uint64(2)
	for range n {
		<-c
		x = spin(x, steps)
	}
	keep(int(x))
}

// server: each connection's requests wait for 2 ms, then for ten calls at once of 1 ms each.
func server(n, size int) {
	parallel(size, func() {
		for range n / size {
			time.Sleep(2 * time.Millisecond)
			answers := make(chan int, 10)
			for k := range 10 {
				go func() {
					time.Sleep(time.Millisecond)
					answers <- k
				}()
			}
			for range 10 {
				<-answers
			}
		}
	})
}

// outside: 64 callers each hand a request to one of size operating system threads and wait for its answer.
func outside(n, size int) repetition {
	queues := make([]chan chan int, size)
	for i := range queues {
		queue := make(chan chan int, 64)
		queues[i] = queue
		go func() {
			runtime.LockOSThread()
			for answer := range queue {
				answer <- 1
			}
		}()
	}
	return func() {
		parallel(64, func() {
			for i := range n / 64 {
				answer := make(chan int, 1)
				queues[i%size] <- answer
				<-answer
			}
		})
	}
}
