// SPDX-License-Identifier: Apache-2.0

package main

import (
	"reflect"
	"sync"
)

func selectOfThree(n int) {
	channels := [3]chan int{make(chan int), make(chan int), make(chan int)}
	for _, c := range channels {
		go func() {
			for i := range n / 3 {
				c <- i
			}
		}()
	}
	a, b, c := channels[0], channels[1], channels[2]
	sum := 0
	for range n / 3 * 3 {
		select {
		case v := <-a:
			sum += v
		case v := <-b:
			sum += v
		case v := <-c:
			sum += v
		}
	}
	sink = sum
}

func selectDefault(n int) {
	a, b := make(chan int), make(chan int)
	idle := 0
	for range n {
		select {
		case v := <-a:
			sink = v
		case v := <-b:
			sink = v
		default:
			idle++
		}
	}
	sink = idle
}

// selectMany selects n times among size channels, one of which has a value. A number that is not known
// to the compiler takes reflect.
func selectMany(n, size int) {
	channels := make([]chan int, size)
	cases := make([]reflect.SelectCase, size)
	for i := range channels {
		channels[i] = make(chan int, 1)
		cases[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(channels[i])}
	}
	sum := 0
	for i := range n {
		channels[i*7919%size] <- i
		_, v, _ := reflect.Select(cases)
		sum += int(v.Int())
	}
	sink = sum
}

// selectDone has size goroutines that each select between a channel of their own and one that all share.
func selectDone(n, size int) {
	done := make(chan struct{})
	own := make([]chan int, size)
	var ended sync.WaitGroup
	for i := range own {
		c := make(chan int)
		own[i] = c
		ended.Go(func() {
			sum := 0
			for {
				select {
				case v := <-c:
					sum += v
				case <-done:
					keep(sum)
					return
				}
			}
		})
	}
	for i := range n {
		own[i%size] <- i
	}
	close(done)
	ended.Wait()
}

// sink keeps results alive.
var sink int
