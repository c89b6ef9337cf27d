// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that mostly waits until time has passed. Of the real schedulers only the first one makes
 * it wait; for the others it waits in a bubble, where time is virtual and takes none. So it must
 * not be one that is {@link OutsideBubbles}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("waits-for-time")
public @interface WaitsForTime {}
