// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

/**
 * What has gone through one channel so far, and how it stands.
 *
 * @param subject the queue or topic
 * @param kind {@code sender} or {@code receiver}
 * @param pending values in the channel: sent and not acknowledged by the server, or received and
 *     not taken
 * @param inFlight values on their way: published and not acknowledged by the server, or taken and
 *     not acknowledged by the user
 * @param acknowledged values acknowledged: by the server, or by the user
 * @param redelivered sent once more after a failure, or received for the second time or more
 * @param dead values that went to {@code NAME.dead}
 * @param dropped values of a topic that a slow receiver lost, or that could not be decoded
 */
public record ChannelMetrics(
    String subject,
    String kind,
    long pending,
    long inFlight,
    long acknowledged,
    long redelivered,
    long dead,
    long dropped) {}
