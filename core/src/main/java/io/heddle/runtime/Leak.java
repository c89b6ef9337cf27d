// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine that was blocked for ever. If an ordinary garbage collection took it before the
 * search, only its id, name and creation site are known, and the rest is empty.
 *
 * @param id the goroutine's number
 * @param name its name; empty if it had none
 * @param waitReason what it waited for, as shown in a dump; "waiting" if that is not known
 * @param waitingOn a description of the object that it waited on
 * @param createdAt where it was started; null unless such places are recorded
 * @param stack its stack, innermost frame first, without the frames of the runtime
 * @param since for how long it had been waiting when it was found
 */
public record Leak(
    long id,
    String name,
    String waitReason,
    @Nullable String waitingOn,
    @Nullable StackTraceElement createdAt,
    List<StackTraceElement> stack,
    Duration since) {}
