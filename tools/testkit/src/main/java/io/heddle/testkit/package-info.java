// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of concurrent code, with virtual time and control over the schedule: Go's {@code
 * testing/synctest}, and an exploration of schedules, which Go does not have.
 *
 * <p>{@link io.heddle.testkit.GoTest} is a JUnit test in a {@link io.heddle.testkit.Bubble}. An
 * {@link io.heddle.testkit.Explorer} runs a program in many schedules until one fails, and repeats
 * a failure from its token. The JVM needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}; with
 * the artifact as a Java agent, the clocks, locks and queues of the JDK take part as well.
 */
package io.heddle.testkit;
