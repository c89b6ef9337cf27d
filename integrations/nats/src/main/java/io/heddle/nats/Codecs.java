// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The codecs that come with the library. */
final class Codecs {
  static final Codec<byte[]> BYTES =
      new Codec<>() {
        @Override
        public byte[] encode(byte[] value) {
          return value.clone(); // the sender may go on writing into its own
        }

        @Override
        public byte[] decode(byte[] bytes) {
          return bytes;
        }
      };

  static final Codec<String> UTF8 =
      new Codec<>() {
        @Override
        public byte[] encode(String value) throws CharacterCodingException {
          var bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
          var exact = new byte[bytes.remaining()];
          bytes.get(exact);
          return exact;
        }

        @Override
        public String decode(byte[] bytes) throws CharacterCodingException {
          return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
      };

  private Codecs() {}

  static <T> Codec<T> json(Class<T> type) {
    Objects.requireNonNull(type, "type");
    try {
      return new JacksonCodec<>(type);
    } catch (NoClassDefFoundError e) {
      throw new NatsException(
          "Codec.json needs Jackson 3, which is not on the class path: add"
              + " tools.jackson.core:jackson-databind",
          e);
    }
  }
}
