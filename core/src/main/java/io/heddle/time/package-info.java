// SPDX-License-Identifier: Apache-2.0

/**
 * Timers, tickers and sleeping: the part of Go's {@code time} that concerns goroutines. Instants
 * and durations are those of {@link java.time}.
 *
 * <p>Delays are measured with a monotonic clock, which changes of the system time do not affect.
 * The rules for null, interrupts and durations are those of {@link io.heddle}.
 */
package io.heddle.time;
