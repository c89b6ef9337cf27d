// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What is served at one path. */
record Page(boolean changes, Content content) {
  /** Makes the answer. */
  @FunctionalInterface
  interface Content {
    Answer of(Request request) throws IOException, InterruptedException;
  }

  /** An answer of so many bytes; {@code fileName} is empty unless it is to be saved. */
  record Answer(String type, byte[] body, String fileName) {}

  static Answer answer(String type, String text) {
    return new Answer(type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), "");
  }

  /** One that only looks: GET. */
  static Page get(Content content) {
    return new Page(false, content);
  }

  /** One that does something: POST. */
  static Page post(Content content) {
    return new Page(true, content);
  }
}
