// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.kotlin

import io.heddle.bench.harness.Spin
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.select

/** Kotlin's plain select: the first clause that is ready, where Go takes any. */
suspend fun selectOfThree(n: Int) = coroutineScope {
  val (a, b, c) = List(3) { Channel<Int>().also { c -> launch { send(c, n / 3) } } }
  var sum = 0L
  repeat(n / 3 * 3) {
    val v = select {
      a.onReceive { it }
      b.onReceive { it }
      c.onReceive { it }
    }
    sum += v
  }
  Spin.keep(sum)
}

suspend fun selectMany(n: Int, size: Int) {
  val channels = List(size) { Channel<Int>(1) }
  var sum = 0L
  for (i in 0 until n) {
    channels[(i * 7919L % size).toInt()].send(i)
    sum += select<Int> { for (c in channels) c.onReceive { it } }
  }
  Spin.keep(sum)
}

/** [size] coroutines, each with a channel of its own and a job that all share. */
suspend fun selectDone(n: Int, size: Int) = coroutineScope {
  val done = Job()
  val own = List(size) { Channel<Int>() }
  for (c in own) {
    launch {
      var sum = 0L
      while (true) {
        val v = select {
          c.onReceive { it }
          done.onJoin { -1 }
        }
        if (v < 0) break
        sum += v
      }
      Spin.keep(sum)
    }
  }
  for (i in 0 until n) {
    own[i % size].send(i)
  }
  done.cancel()
}

/** The sieve with every operation in a select against a job, which is cancelled at the end. */
suspend fun sieveContext(n: Int) = coroutineScope {
  val context = Job()
  val source = Channel<Int>()
  launch { generate(context, source) }
  var c = source
  repeat(n) {
    val prime = select {
      c.onReceive { it }
      context.onJoin { 0 }
    }
    val from = c
    val out = Channel<Int>()
    launch { filter(context, from, out, prime) }
    c = out
  }
  context.cancel()
}

private suspend fun generate(context: Job, out: SendChannel<Int>) {
  var i = 2
  while (select {
    out.onSend(i) { true }
    context.onJoin { false }
  }) {
    i++
  }
}

private suspend fun filter(context: Job, from: ReceiveChannel<Int>, out: SendChannel<Int>, prime: Int) {
  while (true) {
    val v = select {
      from.onReceive { it }
      context.onJoin { 0 }
    }
    if (v == 0) {
      return
    }
    if (v % prime != 0) {
      val sent = select {
        out.onSend(v) { true }
        context.onJoin { false }
      }
      if (!sent) {
        return
      }
    }
  }
}
