// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

/**
 * How values become bytes and bytes values. A codec is used by several goroutines at once.
 *
 * <p>There is none for Java serialization: bytes from another machine must not choose classes here.
 *
 * @param <T> the values; never null
 */
public interface Codec<T> {
  /**
   * The value in bytes. It runs in the goroutine that sends, so what it throws is thrown by {@code
   * send}.
   */
  byte[] encode(T value) throws Exception;

  /**
   * The value of these bytes. It runs in the goroutine that fills a channel: one that throws sends
   * the bytes, after some deliveries, to the queue {@code NAME.dead}.
   */
  T decode(byte[] bytes) throws Exception;

  /** Bytes as they are. */
  static Codec<byte[]> bytes() {
    return Codecs.BYTES;
  }

  /** Text in UTF-8. Bytes that are none are refused, and so is text with half a surrogate pair. */
  static Codec<String> utf8() {
    return Codecs.UTF8;
  }

  /**
   * JSON, through Jackson 3, which must be on the class path: {@code
   * tools.jackson.core:jackson-databind}.
   *
   * @throws NatsException if Jackson is not there
   */
  static <T> Codec<T> json(Class<T> type) {
    return Codecs.json(type);
  }
}
