// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * What a bubble has not, or has otherwise: the real clock, memory that is measured, threads that
 * are no goroutines, failures and names of the whole process. All other tests of channels, select,
 * locks, contexts and timers also run on the test kit's deterministic scheduler, in virtual time.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("outside-bubbles")
public @interface OutsideBubbles {}
