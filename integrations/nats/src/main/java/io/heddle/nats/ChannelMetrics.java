// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

/**
 * Counters of one channel since it was made, and its present state.
 *
 * @param subject the queue or topic
 * @param kind {@code sender} or {@code receiver}
 * @param pending values in the channel: sent and not yet acknowledged by the server, or received
 *     and not yet taken by the user
 * @param inFlight values in flight: published and not yet acknowledged by the server, or taken and
 *     not yet acknowledged by the user
 * @param acknowledged values acknowledged: by the server, or by the user
 * @param redelivered values sent again after a failure, or received for the second time or more
 * @param dead values that went to {@code NAME.dead}
 * @param dropped values of a topic that a slow receiver lost or that could not be decoded
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
