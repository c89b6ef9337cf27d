// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

/**
 * Encodes values to bytes and decodes them. A codec is used by several goroutines at once.
 *
 * <p>There is none for Java serialization: bytes from another machine must not choose which classes
 * are loaded here.
 *
 * @param <T> the type of the values, which are never null
 */
public interface Codec<T> {
  /**
   * Encodes a value. Called in the goroutine that sends, so {@code send} throws what this method
   * throws.
   *
   * @param value the value
   * @return its bytes; the caller does not change them, and neither may the codec
   * @throws Exception if the value cannot be encoded
   */
  byte[] encode(T value) throws Exception;

  /**
   * Decodes a value. Called in the goroutine that fills a channel. Bytes that cannot be decoded go,
   * after {@link Receive#maxDeliveries} deliveries, to the queue {@code NAME.dead}; a topic drops
   * them.
   *
   * @param bytes as they were received
   * @return the value, never null
   * @throws Exception if the bytes are not those of a value
   */
  T decode(byte[] bytes) throws Exception;

  /**
   * Returns a codec that passes byte arrays through, without a copy.
   *
   * @return the codec
   */
  static Codec<byte[]> bytes() {
    return Codecs.BYTES;
  }

  /**
   * Returns a codec for text in UTF-8. It rejects malformed bytes, and text with an unpaired
   * surrogate.
   *
   * @return the codec
   */
  static Codec<String> utf8() {
    return Codecs.UTF8;
  }

  /**
   * Returns a codec for JSON, made by Jackson 3, which must be on the class path: {@code
   * tools.jackson.core:jackson-databind}. As by default there, and in Go's {@code encoding/json},
   * properties that the class does not have are ignored, and those that the JSON does not have are
   * zero or null.
   *
   * @param <T> the type of the values
   * @param type the class that the JSON is bound to
   * @return the codec
   * @throws NatsException if Jackson is not on the class path
   */
  static <T> Codec<T> json(Class<T> type) {
    return Codecs.json(type);
  }
}
