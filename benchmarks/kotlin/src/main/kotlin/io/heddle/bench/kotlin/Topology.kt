// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.kotlin

import io.heddle.bench.harness.Spin
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch

// Many coroutines joined by channels: ring, pipeline, sieve, tree.

suspend fun ring(n: Int, size: Int) = coroutineScope {
  val first = Channel<Int>()
  var last = first
  repeat(size - 1) { last = relay(last, Channel()) }
  repeat(n / size) {
    first.send(1)
    last.receive()
  }
  first.close()
  last.receiveCatching()
  Unit
}

suspend fun pipeline(n: Int, size: Int, capacity: Int) = coroutineScope {
  val first = Channel<Int>(capacity)
  var last = first
  repeat(size) { last = relay(last, Channel(capacity)) }
  launch {
    send(first, n)
    first.close()
  }
  var sum = 0L
  for (v in last) {
    sum += v
  }
  Spin.keep(sum)
}

private fun CoroutineScope.relay(from: Channel<Int>, out: Channel<Int>): Channel<Int> {
  launch {
    for (v in from) {
      out.send(v + 1)
    }
    out.close()
  }
  return out
}

/** Finds the `n` primes below `limit`. */
suspend fun sieve(n: Int, limit: Int) = coroutineScope {
  val source = Channel<Int>()
  launch {
    for (i in 2..<limit) {
      source.send(i)
    }
    source.close()
  }
  var c = source
  var found = 0
  while (true) {
    val prime = c.receiveCatching().getOrNull() ?: break
    found++
    c = filter(c, prime)
  }
  check(found == n) { "sieve: wrong count" }
}

private fun CoroutineScope.filter(from: Channel<Int>, prime: Int): Channel<Int> {
  val out = Channel<Int>()
  launch {
    for (v in from) {
      if (v % prime != 0) {
        out.send(v)
      }
    }
    out.close()
  }
  return out
}

suspend fun skynet(n: Int) = coroutineScope {
  val result = Channel<Long>()
  launch { skynet(result, 0, n) }
  check(result.receive() == n * (n - 1L) / 2) { "skynet: wrong sum" }
}

private suspend fun skynet(parent: SendChannel<Long>, number: Long, leaves: Int) {
  if (leaves == 1) {
    parent.send(number)
    return
  }
  coroutineScope {
    val results = Channel<Long>()
    val part = leaves / 10
    repeat(10) { launch { skynet(results, number + it.toLong() * part, part) } }
    var sum = 0L
    repeat(10) { sum += results.receive() }
    parent.send(sum)
  }
}
