// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.kotlin

import io.heddle.bench.harness.Gauges
import io.heddle.bench.harness.Repetition
import io.heddle.bench.harness.Spin
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch

// What many do at once: wake up, tick, exchange, serve.

@OptIn(DelicateCoroutinesApi::class)
fun closeAll(n: Int): Map<String, Double> =
    Gauges.wakeAll(n) {
      val gate = Channel<Int>()
      val waiting = CountDownLatch(n)
      val all = CountDownLatch(n)
      repeat(n) {
        GlobalScope.launch {
          waiting.countDown()
          gate.receiveCatching()
          all.countDown()
        }
      }
      waiting.await()
      Repetition {
        gate.close()
        all.await()
      }
    }

/** Its tickers are obsolete: each delays again and again. */
@OptIn(DelicateCoroutinesApi::class)
fun tickers(n: Int, size: Int): Map<String, Double> {
  repeat(size) {
    GlobalScope.launch {
      while (true) {
        delay(10)
      }
    }
  }
  return Gauges.processorTime(n)
}

/** Pairs exchange values, all at once; a round trip is an operation. */
suspend fun exchange(n: Int, size: Int) = coroutineScope {
  val pairs = size / 2
  val begin = Channel<Int>()
  repeat(pairs) {
    val ping = Channel<Int>()
    val pong = Channel<Int>()
    launch {
      begin.receiveCatching()
      for (i in 0..<n / pairs) {
        ping.send(i)
        pong.receive()
      }
    }
    launch {
      begin.receiveCatching()
      repeat(n / pairs) { pong.send(ping.receive()) }
    }
  }
  begin.close()
  Unit
}

/** Both sides compute `steps` between two values. */
suspend fun busy(n: Int, steps: Int) = coroutineScope {
  val c = Channel<Int>()
  launch {
    var x = 1L
    for (i in 0..<n) {
      x = Spin.spin(x, steps)
      c.send(i)
    }
    Spin.keep(x)
  }
  var x = 2L
  repeat(n) {
    c.receive()
    x = Spin.spin(x, steps)
  }
  Spin.keep(x)
}

/** Each connection's requests wait for 2 ms, then for ten calls at once of 1 ms each. */
suspend fun server(n: Int, size: Int) = coroutineScope {
  repeat(size) {
    launch {
      repeat(n / size) {
        delay(2)
        val answers = Channel<Int>(10)
        repeat(10) { call ->
          launch {
            delay(1)
            answers.send(call)
          }
        }
        repeat(10) { answers.receive() }
      }
    }
  }
}
