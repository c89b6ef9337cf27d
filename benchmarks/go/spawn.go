// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Starting goroutines, and what a parked one weighs.

func spawn(n int) {
	var wg sync.WaitGroup
	wg.Add(n)
	for range n {
		go wg.Done()
	}
	wg.Wait()
}

func spawnJoin(n int) {
	for range n {
		done := make(chan struct{})
		go close(done)
		<-done
	}
}

// parked starts n goroutines that wait on one channel, after a smaller crowd as warm-up. They are not
// released: the process ends with them.
func parked(n, _ int) map[string]float64 {
	_, release := crowd(n / 10)
	release()
	runtime.GC()
	rss, live := resident(), liveBytes()
	start, _ := crowd(n)
	time.Sleep(500 * time.Millisecond)
	grownRss := resident() - rss
	runtime.GC()
	grownLive := liveBytes() - live
	return map[string]float64{
		"start":    float64(start.Nanoseconds()) / float64(n),
		"resident": grownRss / float64(n),
		"live":     grownLive / float64(n),
	}
}

func crowd(n int) (start time.Duration, release func()) {
	gate := make(chan struct{})
	var started, ended sync.WaitGroup
	started.Add(n)
	ended.Add(n)
	begin := time.Now()
	for range n {
		go func() {
			started.Done()
			<-gate
			ended.Done()
		}()
	}
	started.Wait()
	return time.Since(begin), func() { close(gate); ended.Wait() }
}

func liveBytes() float64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc + stats.StackInuse)
}

// resident is the size of this process in memory, in bytes; 0 where the system does not tell.
func resident() float64 {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); fields[0] == "VmRSS:" {
			kib, _ := strconv.ParseFloat(fields[1], 64)
			return kib * 1024
		}
	}
	return 0
}
