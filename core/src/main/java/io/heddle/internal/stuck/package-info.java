// SPDX-License-Identifier: Apache-2.0

/**
 * What will never go on, though the rest of the process does: cycles of threads that wait for each
 * other, and goroutines that nothing can wake any more.
 */
package io.heddle.internal.stuck;
