// SPDX-License-Identifier: Apache-2.0

/**
 * Goroutines, channels and {@code select}: what is built into the language in Go.
 *
 * <p>{@link io.heddle.Go} starts goroutines, {@link io.heddle.Channel} connects them, {@link
 * io.heddle.Select} and {@link io.heddle.Selector} wait for several channels at once.
 *
 * <p>The following holds for all packages of this module, unless a method says otherwise:
 *
 * <ul>
 *   <li>A null argument causes a {@link NullPointerException}.
 *   <li>Any thread may call any method: goroutines, other virtual threads, platform threads. A
 *       method that waits blocks only the calling thread.
 *   <li>A method that throws {@link InterruptedException} does so if the caller is interrupted
 *       before or during the wait; the interrupt status is then cleared, and the operation has had
 *       no effect. Methods without it are not affected by interrupts, and leave the interrupt
 *       status set.
 *   <li>A {@link java.time.Duration} of zero or less does not wait; one of more than 292 years
 *       waits for ever.
 *   <li>Where Go panics, the method throws an unchecked exception with Go's message.
 * </ul>
 *
 * <p>Memory effects are given in the terms of the Java Language Specification:
 * <i>happens-before</i>, where Go's documentation says <i>synchronizes before</i>.
 */
package io.heddle;
