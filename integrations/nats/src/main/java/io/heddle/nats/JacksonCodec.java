// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** JSON through Jackson: the only class that names it, for it may not be there. */
final class JacksonCodec<T> implements Codec<T> {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Class<T> type;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  JacksonCodec(Class<T> type) {
    this.type = type;
    writer = MAPPER.writerFor(type);
    reader = MAPPER.readerFor(type);
  }

  @Override
  public byte[] encode(T value) {
    return writer.writeValueAsBytes(type.cast(value));
  }

  @Override
  public T decode(byte[] bytes) {
    T value = reader.readValue(bytes);
    if (value == null) {
      throw new IllegalArgumentException("JSON null is no " + type.getSimpleName());
    }
    return value;
  }
}
