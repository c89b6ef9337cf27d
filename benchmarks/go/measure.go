// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// measure repeats until the budget is spent and the times no longer fall, for three budgets at most.
// The result is the median of the later half of the repetitions, in ns per operation, and the bytes
// allocated and the processor time of the process per operation in that half. The JVM subjects follow the same rule: see Measure.java,
// also for BENCH_BUDGET.
func measure(repeat repetition, n int, budget time.Duration) (map[string]float64, int) {
	var times []float64
	var allocated []uint64
	var used []int64
	start, usedBefore := time.Now(), processorTime()
	for !enough(times, spent(time.Since(start), processorTime()-usedBefore), budget) {
		allocated = append(allocated, totalAlloc())
		used = append(used, processorTime())
		begin := time.Now()
		repeat()
		times = append(times, float64(time.Since(begin).Nanoseconds())/float64(n))
	}
	half := len(times) / 2
	operations := float64(n * (len(times) - half))
	bytes := float64(totalAlloc()-allocated[half]) / operations
	nanos := float64(processorTime()-used[half]) / operations
	return map[string]float64{"time": median(times[half:]), "alloc": bytes, "cpu": nanos}, len(times)
}

// spent is what counts against the budget: at most patience times less than has passed.
func spent(elapsed time.Duration, used int64) time.Duration {
	const patience = 5
	if os.Getenv("BENCH_BUDGET") != "processor" {
		return elapsed
	}
	return min(elapsed, max(time.Duration(used), elapsed/patience))
}

func enough(times []float64, spent, budget time.Duration) bool {
	reps := len(times)
	if spent >= 3*budget {
		return reps >= 2
	}
	if spent < budget || reps < 4 {
		return false
	}
	quarter := max(reps/4, 1)
	return median(times[reps-quarter:]) >= 0.97*median(times[reps-2*quarter:reps-quarter])
}

func median(times []float64) float64 {
	sorted := slices.Sorted(slices.Values(times))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// peak is the most memory that the process ever had, in bytes; 0 where the system does not tell.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return 1024 * kib
		}
	}
	return 0
}

func totalAlloc() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}
