// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for channels of every capacity: unbuffered, small, unbounded ({@code Channel.make} of
 * the largest). For Go's tests, which each of our schedulers runs in an execution of its own.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "capacity {0}")
@ValueSource(ints = {0, 1, 2, 10, Integer.MAX_VALUE})
public @interface OverCapacities {}
