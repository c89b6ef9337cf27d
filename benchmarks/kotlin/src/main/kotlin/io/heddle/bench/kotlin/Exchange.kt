// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.kotlin

import io.heddle.bench.harness.Hog
import io.heddle.bench.harness.Repetition
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

// Exchanges of values over one or two channels.

suspend fun pingPong(n: Int, @Suppress("UNUSED_PARAMETER") size: Int) = clockedPingPong(n) {}

private suspend fun clockedPingPong(n: Int, after: Runnable) = coroutineScope {
  val ping = Channel<Int>()
  val pong = Channel<Int>()
  launch { repeat(n) { pong.send(ping.receive()) } }
  for (i in 0..<n) {
    ping.send(i)
    pong.receive()
    after.run()
  }
}

suspend fun transfer(n: Int, capacity: Int) = coroutineScope {
  val c = Channel<Int>(capacity)
  launch { send(c, n) }
  repeat(n) { c.receive() }
}

suspend fun manyToMany(n: Int, size: Int, capacity: Int) = coroutineScope {
  val c = Channel<Int>(capacity)
  repeat(size) {
    launch { send(c, n / size) }
    launch { repeat(n / size) { c.receive() } }
  }
}

suspend fun fanIn(n: Int, size: Int) = coroutineScope {
  val c = Channel<Int>()
  repeat(size) { launch { send(c, n / size) } }
  repeat(n / size * size) { c.receive() }
}

suspend fun send(c: SendChannel<Int>, n: Int) {
  for (i in 0..<n) {
    c.send(i)
  }
}

/** Ping-pong beside `size` coroutines that wait for ever. */
@OptIn(DelicateCoroutinesApi::class)
fun growth(n: Int, size: Int): Repetition {
  val never = Channel<Int>()
  val started = CountDownLatch(size)
  repeat(size) {
    GlobalScope.launch {
      started.countDown()
      never.receive()
    }
  }
  started.await()
  return Repetition { runBlocking(Dispatchers.Default) { pingPong(n, size) } }
}

fun hog(n: Int): Map<String, Double> =
    Hog.measure(
        n,
        object : Hog.Parts {
          private val scope = CoroutineScope(Dispatchers.Default)

          override fun pingPong(n: Int, after: Runnable) =
              runBlocking(Dispatchers.Default) { clockedPingPong(n, after) }

          override fun start(hog: Runnable): Repetition {
            val job = scope.launch { hog.run() }
            return Repetition { runBlocking { job.join() } }
          }
        })
