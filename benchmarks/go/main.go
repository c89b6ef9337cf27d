// SPDX-License-Identifier: Apache-2.0

// The Go subject of the benchmark: it runs one scenario in this process and prints one line of JSON.
//
//	subject SCENARIO N SIZE MILLIS
//
// N operations make one repetition, SIZE is the scenario's parameter (goroutines, capacity, ...), and
// repetitions are made for about MILLIS. Scenarios and counts are the runner's: see ../README.md.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/pprof"
	"strconv"
	"time"
)

// repetition does all N operations once.
type repetition func()

// scenarios that are timed: prepare is not, each repetition is.
var timed = map[string]func(n, size int) repetition{
	"ping-pong":           func(n, _ int) repetition { return func() { pingPong(n) } },
	"unbuffered":          func(n, _ int) repetition { return func() { transfer(n, 0) } },
	"buffered":            func(n, size int) repetition { return func() { transfer(n, size) } },
	"mpmc-unbuffered":     func(n, size int) repetition { return func() { manyToMany(n, size, 0) } },
	"mpmc-buffered":       func(n, size int) repetition { return func() { manyToMany(n, size, 128) } },
	"fan-in":              func(n, size int) repetition { return func() { fanIn(n, size) } },
	"select-3":            func(n, _ int) repetition { return func() { selectOfThree(n) } },
	"select-many":         func(n, size int) repetition { return func() { selectMany(n, size) } },
	"select-done":         func(n, size int) repetition { return func() { selectDone(n, size) } },
	"select-default":      func(n, _ int) repetition { return func() { selectDefault(n) } },
	"spawn":               func(n, _ int) repetition { return func() { spawn(n) } },
	"spawn-join":          func(n, _ int) repetition { return func() { spawnJoin(n) } },
	"ring":                func(n, size int) repetition { return func() { ring(n, size) } },
	"pipeline":            func(n, size int) repetition { return func() { pipeline(n, size) } },
	"pipeline-unbuffered": func(n, size int) repetition { return func() { unbufferedPipeline(n, size) } },
	"sieve":               func(n, size int) repetition { return func() { sieve(n, size) } },
	"sieve-context":       func(n, _ int) repetition { return func() { sieveContext(n) } },
	"skynet":              func(n, _ int) repetition { return func() { skynet(n) } },
	"mutex-1":             func(n, size int) repetition { return func() { mutex(n, size) } },
	"mutex-8":             func(n, size int) repetition { return func() { mutex(n, size) } },
	"rwmutex":             func(n, size int) repetition { return func() { rwMutex(n, size) } },
	"gosched":             func(n, size int) repetition { return func() { gosched(n, size) } },
	"sleepers":            func(n, size int) repetition { return func() { sleepers(n, size) } },
	"timers":              func(n, size int) repetition { return func() { timers(n, size) } },
	"context-tree":        func(n, size int) repetition { return func() { contextTree(n, size) } },
	"cpu":                 func(n, size int) repetition { return func() { cpu(n, size) } },
	"echo":                func(n, size int) repetition { return func() { echo(n, size) } },
	"growth":              growth,
	"rwmutex-crowd":       func(n, size int) repetition { return func() { rwMutexCrowd(n, size) } },
	"exchange":            func(n, size int) repetition { return func() { exchange(n, size) } },
	"busy":                func(n, size int) repetition { return func() { busy(n, size) } },
	"server":              func(n, size int) repetition { return func() { server(n, size) } },
	"outside":             outside,
	"trees":               func(n, size int) repetition { return func() { trees(n, size) } },
	"matrix":              func(n, size int) repetition { return func() { matrix(n, size) } },
	"primes":              func(n, size int) repetition { return func() { primes(n, size) } },
	"words":               func(n, size int) repetition { return func() { words(n, size) } },
	"bodies":              func(n, size int) repetition { return func() { bodies(n, size) } },
}

// scenarios that measure something else than the time of a repetition, once per process.
var gauges = map[string]func(n, size int) map[string]float64{
	"hog":     hog,
	"latency": latency,
	"parked":  parked,
	"close":   closeAll,
	"tickers": tickers,
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "hello" {
		hello()
		return
	}
	if len(os.Args) != 5 {
		fail("usage: subject SCENARIO N SIZE MILLIS | subject hello")
	}
	name, n, size, millis := os.Args[1], number(2), number(3), number(4)
	profile := startProfile()
	var values map[string]float64
	repetitions := 1
	if gauge, ok := gauges[name]; ok {
		values = gauge(n, size)
	} else if prepare, ok := timed[name]; ok {
		values, repetitions = measure(prepare(n, size), n, time.Duration(millis)*time.Millisecond)
	} else {
		fmt.Fprintln(os.Stderr, "cannot express "+name)
		os.Exit(3)
	}
	profile()
	values["peak"] = peak()
	line, err := json.Marshal(map[string]any{"scenario": name, "repetitions": repetitions, "values": values})
	if err != nil {
		fail(err.Error())
	}
	fmt.Println(string(line))
}

// startProfile records a CPU profile if the environment names a file for it.
func startProfile() (stop func()) {
	path := os.Getenv("BENCH_CPUPROFILE")
	if path == "" {
		return func() {}
	}
	file, err := os.Create(path)
	if err != nil {
		fail(err.Error())
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		fail(err.Error())
	}
	return func() { pprof.StopCPUProfile(); file.Close() }
}

func hello() {
	done := make(chan struct{})
	go func() {
		fmt.Println("hello")
		close(done)
	}()
	<-done
}

func number(arg int) int {
	n, err := strconv.Atoi(os.Args[arg])
	if err != nil {
		fail(err.Error())
	}
	return n
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}
