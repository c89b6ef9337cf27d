// SPDX-License-Identifier: Apache-2.0
@file:JvmName("Main")

package io.heddle.bench.kotlin

import io.heddle.bench.harness.Repetition
import io.heddle.bench.harness.Scenarios
import io.heddle.bench.harness.Subject
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking

/*
 * Coroutines on Dispatchers.Default, with the channels, select, mutex and jobs of kotlinx-coroutines. It has no select with
 * a default, no read-write lock and no sockets of its own.
 */
fun main(args: Array<String>) {
  val scenarios =
      Scenarios()
          .timed("ping-pong", default(::pingPong))
          .timed("unbuffered", default { n, _ -> transfer(n, 0) })
          .timed("buffered", default(::transfer))
          .timed("mpmc-unbuffered", default { n, size -> manyToMany(n, size, 0) })
          .timed("mpmc-buffered", default { n, size -> manyToMany(n, size, 128) })
          .timed("fan-in", default(::fanIn))
          .prepared("growth") { n, size -> growth(n, size) }
          .gauge("hog") { n, _ -> hog(n) }
          .timed("select-3", default { n, _ -> selectOfThree(n) })
          .timed("select-many", default { n, size -> selectMany(n, size) })
          .timed("select-done", default { n, size -> selectDone(n, size) })
          .timed("spawn", default { n, _ -> spawn(n) })
          .timed("spawn-join", default { n, _ -> spawnJoin(n) })
          .gauge("parked") { n, _ -> parked(n) }
          .timed("ring", default(::ring))
          .timed("pipeline", default { n, size -> pipeline(n, size, 16) })
          .timed("pipeline-unbuffered", default { n, size -> pipeline(n, size, 0) })
          .timed("sieve", default(::sieve))
          .timed("sieve-context", default { n, _ -> sieveContext(n) })
          .timed("skynet", default { n, _ -> skynet(n) })
          .timed("mutex-1", default(::mutex))
          .timed("mutex-8", default(::mutex))
          .timed("gosched", default(::yields))
          .timed("sleepers", default(::sleepers))
          .timed("timers", default(::timers))
          .timed("context-tree", default(::jobTree))
          .timed("cpu", default(::cpu))
          .gauge("close") { n, _ -> closeAll(n) }
          .gauge("tickers") { n, size -> tickers(n, size) }
          .timed("exchange", default(::exchange))
          .timed("busy", default(::busy))
          .timed("server", default(::server))
  Subject.main(args, scenarios, Repetition::run)
}

/** One repetition is one blocking run of a coroutine on Dispatchers.Default. */
private fun default(work: suspend (Int, Int) -> Unit) =
    Scenarios.Work { n, size -> runBlocking(Dispatchers.Default) { work(n, size) } }
