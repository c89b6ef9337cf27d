// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine that was blocked for ever. What is not known is empty: of one that an ordinary
 * collection took before anybody asked, no more than id, name and creation site.
 *
 * @param id its number
 * @param name empty if it had none
 * @param waitReason what it waited for, in the words of a dump; "waiting" if that is not known
 * @param waitingOn what it waited on, in words
 * @param createdAt where it was started; null unless sites are recorded
 * @param stack innermost frame first, without the runtime's own frames
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
