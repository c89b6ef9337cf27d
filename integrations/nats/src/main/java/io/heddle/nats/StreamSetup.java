// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A queue as the server sees it: a stream, and one consumer that all receivers share. */
final class StreamSetup {
  /*
   *   stream     NAME with its dots as underscores; subjects NAME and NAME.closed; work queue, so that an
   *              acknowledged value makes room; discard new, so that a full one refuses
   *   consumer   durable, the group; on NAME alone: the one message on NAME.closed stays where it is,
   *              and says to all who come that nothing will be sent any more
   * All of it can be done again at any time, as after a server has lost its store.
   * Checked by: BadInputTest, QueueTest
   */
  private static final Duration REDELIVER_AFTER = Duration.ofSeconds(30);
  private static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(2);
  private static final String GROUP = "receivers";

  private final Link link;
  private final String queue;
  private final Queue settings;
  private final Duration patience;

  StreamSetup(Link link, String queue, Queue settings) {
    this(link, queue, settings, link.options().connectTimeout());
  }

  private StreamSetup(Link link, String queue, Queue settings, Duration patience) {
    this.link = link;
    this.queue = queue;
    this.settings = settings;
    this.patience = patience;
  }

  /** The same, which waits no longer than that for each answer of the server. */
  StreamSetup within(Duration most) {
    return new StreamSetup(link, queue, settings, most);
  }

  /** The queue for what cannot be decoded: as safe as this one. */
  StreamSetup ofDead() {
    return new StreamSetup(
        link,
        Names.dead(queue),
        new Queue(null, null, settings.replicas(), settings.inMemory(), null));
  }

  String stream() {
    return Names.streamOf(queue);
  }

  private String what() {
    return "queue " + queue;
  }

  /** Makes the stream unless it is there, and checks it if it is. */
  StreamInfo ensure() throws InterruptedException {
    var server = link.management(patience);
    var there = find(server);
    if (there == null) {
      try {
        return Failures.ask(link, what(), () -> server.addStream(wanted()));
      } catch (NatsException e) {
        if (!Failures.is(e, Failures.OTHER_CONFIG)) {
          throw e;
        }
        there = find(server); // somebody else was faster
        if (there == null) {
          throw e;
        }
      }
    }
    check(there.getConfiguration());
    return there;
  }

  private @Nullable StreamInfo find(JetStreamManagement server) throws InterruptedException {
    try {
      return Failures.ask(link, what(), () -> server.getStreamInfo(stream()));
    } catch (NatsException e) {
      if (Failures.is(e, Failures.NO_STREAM)) {
        return null;
      }
      throw e;
    }
  }

  private StreamConfiguration wanted() {
    var b =
        StreamConfiguration.builder()
            .name(stream())
            .subjects(queue, Names.closed(queue))
            .retentionPolicy(RetentionPolicy.WorkQueue)
            .discardPolicy(DiscardPolicy.New)
            .storageType(
                Boolean.TRUE.equals(settings.inMemory()) ? StorageType.Memory : StorageType.File)
            .duplicateWindow(Objects.requireNonNullElse(windowOfServer(), DUPLICATE_WINDOW))
            .replicas(Objects.requireNonNullElse(settings.replicas(), 1));
    if (settings.maxMessages() != null) {
      b.maxMessages(settings.maxMessages());
    }
    if (settings.maxBytes() != null) {
      b.maxBytes(settings.maxBytes());
    }
    return b.build();
  }

  /** Null if nobody asked for one: without ids it does not matter. */
  private @Nullable Duration windowOfServer() {
    return hasIds() ? settings.duplicateWindow() : null;
  }

  /** False if values are sent without ids. */
  boolean hasIds() {
    return settings.duplicateWindow() == null || !settings.duplicateWindow().isZero();
  }

  private void check(StreamConfiguration is) {
    var wrong = new ArrayList<String>();
    differs(wrong, "retention", is.getRetentionPolicy(), RetentionPolicy.WorkQueue);
    differs(wrong, "discard", is.getDiscardPolicy(), DiscardPolicy.New);
    if (!is.getSubjects().containsAll(List.of(queue, Names.closed(queue)))) {
      differs(wrong, "subjects", is.getSubjects(), List.of(queue, Names.closed(queue)));
    }
    differs(wrong, "maxMessages", is.getMaxMsgs(), settings.maxMessages());
    differs(wrong, "maxBytes", is.getMaxBytes(), settings.maxBytes());
    differs(wrong, "replicas", is.getReplicas(), settings.replicas());
    differs(wrong, "inMemory", is.getStorageType() == StorageType.Memory, settings.inMemory());
    differs(wrong, "duplicateWindow", is.getDuplicateWindow(), windowOfServer());
    if (!wrong.isEmpty()) {
      throw new NatsException(
          what()
              + ": the stream "
              + stream()
              + " exists with other settings: "
              + String.join(", ", wrong)
              + "; ask for these, use another name, or delete the stream");
    }
  }

  /** What nobody asked for may be as it likes. */
  private static void differs(
      List<String> wrong, String what, @Nullable Object is, @Nullable Object wanted) {
    if (wanted != null && !wanted.equals(is)) {
      wrong.add(what + " is " + inWords(is) + ", not " + inWords(wanted));
    }
  }

  private static String inWords(@Nullable Object o) {
    return o instanceof Number n && n.longValue() == -1 ? "unlimited" : String.valueOf(o);
  }

  /** True once {@link Remote#closeForAll} was called, by anybody. */
  boolean isClosed() throws InterruptedException {
    var server = link.management(patience);
    try {
      Failures.ask(link, what(), () -> server.getLastMessage(stream(), Names.closed(queue)));
      return true;
    } catch (NatsException e) {
      if (Failures.is(e, Failures.NO_MESSAGE) || Failures.is(e, Failures.NO_STREAM)) {
        return false;
      }
      throw e;
    }
  }

  void delete() throws InterruptedException {
    var server = link.management(patience);
    try {
      Failures.ask(link, what(), () -> server.deleteStream(stream()));
    } catch (NatsException e) {
      if (!Failures.is(e, Failures.NO_STREAM)) {
        throw e;
      }
    }
  }

  /** Makes the consumer unless it is there; its name is the group's. */
  ConsumerConfiguration ensureGroup(Receive how) throws InterruptedException {
    var server = link.management(patience);
    var groups = Failures.ask(link, what(), () -> server.getConsumerNames(stream()));
    var group = how.group() != null ? how.group() : groups.isEmpty() ? GROUP : groups.getFirst();
    if (!groups.isEmpty() && !groups.contains(group)) {
      throw new NatsException(
          what()
              + ": its receivers are the group "
              + groups.getFirst()
              + ", not "
              + group
              + "; each value goes to one receiver, so a queue has one group: use that");
    }
    if (groups.contains(group)) {
      return check(group, info(group).getConsumerConfiguration(), how);
    }
    var wanted =
        ConsumerConfiguration.builder()
            .durable(group)
            .deliverPolicy(DeliverPolicy.All)
            .ackPolicy(AckPolicy.Explicit)
            .ackWait(Objects.requireNonNullElse(how.redeliverAfter(), REDELIVER_AFTER))
            .maxDeliver(-1)
            .maxAckPending(-1) // each receiver has its own bound
            .filterSubject(queue)
            .build();
    try {
      return Failures.ask(link, what(), () -> server.addOrUpdateConsumer(stream(), wanted))
          .getConsumerConfiguration();
    } catch (NatsException e) {
      // Somebody else may have been faster, with another group or another time.
      var now = Failures.ask(link, what(), () -> server.getConsumerNames(stream()));
      if (now.equals(groups)) {
        throw e;
      }
      return ensureGroup(how);
    }
  }

  private ConsumerConfiguration check(String group, ConsumerConfiguration is, Receive how) {
    if (is.getAckPolicy() != AckPolicy.Explicit || is.getDeliverSubject() != null) {
      throw new NatsException(
          what()
              + ": the consumer "
              + group
              + " is not a pull consumer with explicit acknowledgements; delete it");
    }
    var wait = Objects.requireNonNull(is.getAckWait());
    if (how.redeliverAfter() != null && !how.redeliverAfter().equals(wait)) {
      throw new NatsException(
          what()
              + ": the group "
              + group
              + " redelivers after "
              + wait.toMillis()
              + " ms, not "
              + how.redeliverAfter().toMillis()
              + " ms; ask for the former, or delete the consumer");
    }
    return is;
  }

  ConsumerInfo info(String group) throws InterruptedException {
    var server = link.management(patience);
    return Failures.ask(link, what(), () -> server.getConsumerInfo(stream(), group));
  }
}
