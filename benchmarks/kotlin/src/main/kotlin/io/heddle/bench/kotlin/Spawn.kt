// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.kotlin

import io.heddle.bench.harness.Memory
import io.heddle.bench.harness.Repetition
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch

// Starting coroutines, and what a waiting one weighs. A scope is Kotlin's wait group.

suspend fun spawn(n: Int) = coroutineScope { repeat(n) { launch {} } }

suspend fun spawnJoin(n: Int) = coroutineScope { repeat(n) { launch {}.join() } }

fun parked(n: Int): Map<String, Double> = Memory.parked(n, ::crowd)

@OptIn(DelicateCoroutinesApi::class)
private fun crowd(n: Int): Memory.Crowd {
  val gate = Channel<Int>()
  val started = CountDownLatch(n)
  val ended = CountDownLatch(n)
  val begin = System.nanoTime()
  repeat(n) {
    GlobalScope.launch {
      started.countDown()
      gate.receiveCatching()
      ended.countDown()
    }
  }
  started.await()
  return Memory.Crowd(
      System.nanoTime() - begin,
      Repetition {
        gate.close()
        ended.await()
      })
}
