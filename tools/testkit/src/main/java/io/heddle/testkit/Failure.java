// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/**
 * A schedule in which a program fails.
 *
 * @param cause what left a goroutine, {@link io.heddle.DeadlockError}, {@link LeakError}, {@link
 *     LivelockError} or {@link ExitError}
 * @param token repeats it: {@link Explorer#replay}
 * @param report for people: the failure, and the interleaving that led to it
 * @param schedule its number in the exploration, from 1
 */
public record Failure(Throwable cause, String token, String report, int schedule) {}
