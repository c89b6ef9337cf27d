// SPDX-License-Identifier: Apache-2.0

package main

import "context"

// Many goroutines joined by channels: ring, pipeline, sieve, tree.

func ring(n, size int) {
	first := make(chan int)
	in := first
	for range size - 1 {
		out := make(chan int)
		go relay(in, out)
		in = out
	}
	for range n / size {
		first <- 1
		<-in
	}
	close(first)
	<-in
}

func relay(in <-chan int, out chan<- int) {
	for v := range in {
		out <- v + 1
	}
	close(out)
}

func pipeline(n, size int) { pipelineOf(n, size, 16) }

func unbufferedPipeline(n, size int) { pipelineOf(n, size, 0) }

func pipelineOf(n, size, capacity int) {
	first := make(chan int, capacity)
	in := first
	for range size {
		out := make(chan int, capacity)
		go relay(in, out)
		in = out
	}
	go func() {
		for i := range n {
			first <- i
		}
		close(first)
	}()
	for v := range in {
		sink = v
	}
}

// sieve finds the n primes below limit.
func sieve(n, limit int) {
	source := make(chan int)
	go func() {
		for i := 2; i < limit; i++ {
			source <- i
		}
		close(source)
	}()
	c := source
	found := 0
	for prime, ok := <-c; ok; prime, ok = <-c {
		found++
		out := make(chan int)
		go filter(c, out, prime)
		c = out
	}
	if found != n {
		fail("sieve: wrong count")
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	for v := range in {
		if v%prime != 0 {
			out <- v
		}
	}
	close(out)
}

// sieveContext is the sieve with every operation in a select against a context, cancelled at the end.
func sieveContext(n int) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	source := make(chan int)
	go func() {
		for i := 2; ; i++ {
			select {
			case source <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	c := source
	for range n {
		select {
		case prime := <-c:
			out := make(chan int)
			go filterContext(ctx, c, out, prime)
			c = out
		case <-ctx.Done():
			return
		}
	}
}

func filterContext(ctx context.Context, in <-chan int, out chan<- int, prime int) {
	for {
		select {
		case v := <-in:
			if v%prime == 0 {
				continue
			}
			select {
			case out <- v:
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func skynet(n int) {
	result := make(chan int)
	go skynetNode(result, 0, n)
	if sum := <-result; sum != n*(n-1)/2 {
		fail("skynet: wrong sum")
	}
}

func skynetNode(parent chan<- int, number, leaves int) {
	if leaves == 1 {
		parent <- number
		return
	}
	results := make(chan int)
	part := leaves / 10
	for i := range 10 {
		go skynetNode(results, number+i*part, part)
	}
	sum := 0
	for range 10 {
		sum += <-results
	}
	parent <- sum
}
