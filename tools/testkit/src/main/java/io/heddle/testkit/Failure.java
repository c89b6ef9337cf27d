// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/**
 * A schedule in which a program failed.
 *
 * @param cause the exception that left a goroutine, {@link io.heddle.DeadlockError}, {@link
 *     LeakError}, {@link LivelockError}, {@link ExitError} or {@link DataRaceError}
 * @param token repeats the schedule: see {@link Explorer#replay}
 * @param report a text with the failure, and the interleaving that led to it
 * @param schedule the number of the schedule in the exploration, from 1
 */
public record Failure(Throwable cause, String token, String report, int schedule) {}
