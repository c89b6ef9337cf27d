// SPDX-License-Identifier: Apache-2.0

/**
 * Deadlines, cancellation and values for all goroutines that work on the same task: Go's {@code
 * context}.
 *
 * <p>In Go a context is passed as a parameter; here it may also be inherited: goroutines start with
 * {@link io.heddle.context.Context#current} of the thread that starts them. The rules for null,
 * interrupts and durations are those of {@link io.heddle}.
 */
package io.heddle.context;
