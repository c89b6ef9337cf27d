// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.impl.AckType;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.util.concurrent.TimeUnit;

/** Where values go that cannot be decoded: the queue {@code NAME.dead}, with the cause. */
final class DeadLetters {
  private static final long PAUSE_EACH = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long PAUSE_IF_REFUSED = TimeUnit.SECONDS.toNanos(1);

  private final Link link;
  private final StreamSetup from;
  private final int maxDeliveries;
  private final AckLine acks;
  private volatile long sent;

  DeadLetters(Link link, StreamSetup from, int maxDeliveries, AckLine acks) {
    this.link = link;
    this.from = from;
    this.maxDeliveries = maxDeliveries;
    this.acks = acks;
  }

  /** How many have gone there. */
  long sent() {
    return sent;
  }

  /** The value could not be decoded: another try after a while, and after some the dead ones. */
  void poisoned(Message m, long deliveries, Throwable cause) {
    if (deliveries < maxDeliveries) {
      acks.tell(m.getReplyTo(), AckType.AckNak.bodyBytes(PAUSE_EACH * deliveries));
      return;
    }
    try {
      send(m, deliveries, cause);
      sent++;
      acks.tell(m.getReplyTo(), AckType.AckTerm.bytes);
    } catch (NatsException | IllegalStateException e) { // refused, or the link is closing
      acks.tell(m.getReplyTo(), AckType.AckNak.bodyBytes(PAUSE_IF_REFUSED));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the server has it there. */
  private void send(Message m, long deliveries, Throwable cause) throws InterruptedException {
    var dead = from.ofDead();
    dead.ensure();
    var headers = new Headers();
    if (m.hasHeaders() && m.getHeaders() != null) {
      m.getHeaders().forEach((name, values) -> headers.put(name, values));
    }
    headers.put(Names.CAUSE, cause.getClass().getName() + ": " + printable(cause));
    headers.put(Names.DELIVERIES, Long.toString(deliveries));
    var message =
        NatsMessage.builder()
            .subject(Names.dead(m.getSubject()))
            .headers(headers)
            .data(m.getData())
            .build();
    var id =
        PublishOptions.builder().messageId(from.stream() + "." + m.metaData().streamSequence());
    var server = link.management(link.options().connectTimeout());
    Failures.ask(
        link,
        "queue " + Names.dead(m.getSubject()),
        () -> server.jetStream().publish(message, id.build()));
  }

  /** A header is one line of ASCII. */
  private static String printable(Throwable cause) {
    return Connecting.firstLine(cause).replaceAll("[^\\x20-\\x7e]", "?");
  }
}
