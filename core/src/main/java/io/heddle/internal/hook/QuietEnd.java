// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

/** An exception that ends a goroutine quietly, like an {@link InterruptedException}. */
public interface QuietEnd {}
