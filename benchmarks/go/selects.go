// SPDX-License-Identifier: Apache-2.0

package main

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

// sink keeps results alive.
var sink int
