// SPDX-License-Identifier: Apache-2.0
/**
 * What is left after an {@link java.lang.OutOfMemoryError} or {@link java.lang.StackOverflowError}
 * in the middle of any public operation: everything, but what the operation was to do.
 */
@org.jspecify.annotations.NullMarked
package io.heddle.faults;
