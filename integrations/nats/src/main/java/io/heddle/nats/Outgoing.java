// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A value in bytes, made in its sender's goroutine.
 *
 * @param value what was sent, for a report
 * @param traceparent the sender's trace context
 */
record Outgoing(Object value, byte[] body, @Nullable String traceparent) {
  /** Room for the headers in what a server takes as one message. */
  private static final int HEADERS = 512;

  /**
   * Encodes.
   *
   * @param what who refuses, as in {@code queue jobs}
   * @param most the server's limit
   */
  static <T> Outgoing of(String what, Codec<T> codec, T value, long most) {
    byte[] body = encode(what, codec, value);
    if (body.length > most - HEADERS) {
      throw new IllegalArgumentException(
          what
              + ": a value of "
              + body.length
              + " bytes is above the server's limit of "
              + (most - HEADERS)
              + "; send it in parts, or raise max_payload");
    }
    return new Outgoing(value, body, Context.current().value(Nats.TRACEPARENT));
  }

  static <T> byte[] encode(String what, Codec<T> codec, T value) {
    try {
      return codec.encode(value);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          what
              + ": its codec is for another type than "
              + value.getClass().getName()
              + "; open it with a codec for that type",
          e);
    } catch (Exception e) {
      throw new IllegalArgumentException(
          what + ": a value could not be encoded: " + Connecting.firstLine(e), e);
    }
  }

  /** Its headers; null if there are none. */
  @Nullable Headers headers(@Nullable String id) {
    if (traceparent == null) {
      return id == null ? null : new IdHeaders(id);
    }
    var headers = new Headers();
    if (id != null) {
      headers.put(Names.ID, id);
    }
    addTrace(headers);
    return headers;
  }

  void addTrace(Headers headers) {
    if (traceparent != null) {
      headers.put(Names.TRACEPARENT, traceparent);
    }
  }
}
