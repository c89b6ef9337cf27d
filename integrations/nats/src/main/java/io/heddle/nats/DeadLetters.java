// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;

/** Where values go that cannot be decoded: the queue {@code NAME.dead}, with the cause. */
final class DeadLetters {
  private DeadLetters() {}

  /** Returns when the server has it there. */
  static void send(Link link, StreamSetup from, Message m, long deliveries, Exception cause)
      throws InterruptedException {
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
    var server = link.management();
    Failures.ask(
        link,
        "queue " + Names.dead(m.getSubject()),
        () -> server.jetStream().publish(message, id.build()));
  }

  /** A header is one line of ASCII. */
  private static String printable(Exception cause) {
    return Connecting.firstLine(cause).replaceAll("[^\\x20-\\x7e]", "?");
  }
}
