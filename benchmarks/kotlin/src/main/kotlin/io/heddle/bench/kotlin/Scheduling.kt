// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.kotlin

import io.heddle.bench.harness.Spin
import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Job
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.yield

// The mutex, the scheduler, timers, jobs, and work for the processors.

suspend fun mutex(n: Int, size: Int) {
  val mutex = Mutex()
  var counter = 0L
  coroutineScope {
    repeat(size) { launch { repeat(n / size) { mutex.withLock { counter++ } } } }
  }
  Spin.keep(counter)
}

suspend fun yields(n: Int, size: Int) = coroutineScope {
  repeat(size) { launch { repeat(n / size) { yield() } } }
}

suspend fun sleepers(n: Int, size: Int) = coroutineScope {
  repeat(size) { i -> launch { repeat(n / size) { k -> delay(1L + (i + k) % 10) } } }
}

/** A timer is a coroutine that delays; started undispatched, so that it is armed when `launch` returns. */
suspend fun timers(n: Int, size: Int) = coroutineScope {
  repeat(n / size) {
    val armed = List(size) { launch(start = CoroutineStart.UNDISPATCHED) { delay(1.hours) } }
    armed.forEach { it.cancel() }
  }
}

/** Trees of `size` jobs, ten below each; the root is cancelled and all must know. */
suspend fun jobTree(n: Int, size: Int) {
  repeat(n / size) {
    val root = Job()
    val jobs = mutableListOf(root)
    for (i in 1..<size) {
      jobs.add(Job(jobs[(i - 1) / 10]))
    }
    root.cancel()
    for (job in jobs) {
      check(job.isCancelled) { "context-tree: not cancelled" }
      job.cancel()
    }
  }
}

suspend fun cpu(n: Int, size: Int) {
  val results = LongArray(n)
  coroutineScope { repeat(n) { launch { results[it] = Spin.spin(it + 1L, size) } } }
  Spin.keep(results[n - 1])
}
