// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math"
	"sync"
)

// Programs that compute on fields, arrays and maps: what a race detector has most to do with. Each has
// as many workers as size says, which share what they read and write apart. Heddle's are in Compute.java.

var corner float64

func inParallel(workers int, part func(worker int)) {
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() { part(w) })
	}
	group.Wait()
}

type tree struct {
	left, right *tree
	value       int
}

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{value: 1}
	}
	return &tree{left: grow(depth - 1), right: grow(depth - 1), value: depth}
}

func (t *tree) sum() int {
	if t.left == nil {
		return t.value
	}
	return t.value + t.left.sum() + t.right.sum()
}

// trees makes and sums n nodes: a tree of 2^15 - 1 again and again.
func trees(n, workers int) {
	inParallel(workers, func(int) {
		for made := 0; made < n/workers; made += 1<<15 - 1 {
			if grow(14).sum() < 0 {
				panic("sum")
			}
		}
	})
}

// matrix multiplies two matrices of size × size, row by row: size³ steps.
func matrix(_, size int) {
	a, b, c := square(size), square(size), square(size)
	inParallel(2, func(w int) {
		for i := w; i < size; i += 2 {
			for j := range size {
				var sum float64
				for k := range size {
					sum += a[i][k] * b[k][j]
				}
				c[i][j] = sum
			}
		}
	})
	corner = c[size-1][size-1]
}

func square(size int) [][]float64 {
	m := make([][]float64, size)
	for i := range m {
		m[i] = make([]float64, size)
		for j := range m[i] {
			m[i][j] = float64(i + j)
		}
	}
	return m
}

// primes sieves the numbers below n.
func primes(n, workers int) {
	inParallel(workers, func(int) {
		composite := make([]bool, n/workers)
		count := 0
		for i := 2; i < len(composite); i++ {
			if !composite[i] {
				count++
				for j := 2 * i; j < len(composite); j += i {
					composite[j] = true
				}
			}
		}
		if count == 0 {
			panic("no primes")
		}
	})
}

// words counts n words, of size different ones.
func words(n, size int) {
	inParallel(2, func(w int) {
		counts := make(map[int]int)
		seed := uint32(w + 1)
		for range n / 2 {
			seed = seed*1664525 + 1013904223
			word := int(seed>>8) % size
			counts[word] = counts[word] + 1
		}
		if len(counts) > size {
			panic("words")
		}
	})
}

type body struct{ x, y, z, vx, vy, vz, mass float64 }

// bodies moves five bodies in n steps.
func bodies(n, workers int) {
	inParallel(workers, func(int) {
		all := make([]*body, 5)
		for i := range all {
			f := float64(i + 1)
			all[i] = &body{f, 2 * f, 3 * f, 0.1 * f, 0.2, 0.3, f}
		}
		for range n / workers {
			advance(all, 0.001)
		}
		if math.IsNaN(all[0].x) {
			panic("lost")
		}
	})
}

func advance(all []*body, dt float64) {
	for i, a := range all {
		for _, b := range all[i+1:] {
			dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
			d := dx*dx + dy*dy + dz*dz + 0.01
			mag := dt / (d * math.Sqrt(d))
			a.vx -= dx * b.mass * mag
			a.vy -= dy * b.mass * mag
			a.vz -= dz * b.mass * mag
			b.vx += dx * a.mass * mag
			b.vy += dy * a.mass * mag
			b.vz += dz * a.mass * mag
		}
	}
	for _, a := range all {
		a.x += dt * a.vx
		a.y += dt * a.vy
		a.z += dt * a.vz
	}
}
