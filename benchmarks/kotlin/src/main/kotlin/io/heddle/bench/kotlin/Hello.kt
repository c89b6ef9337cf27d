// SPDX-License-Identifier: Apache-2.0
@file:JvmName("Hello")

package io.heddle.bench.kotlin

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** The smallest program: what it takes to start. */
fun main() = runBlocking(Dispatchers.Default) { launch { println("hello") }.join() }
