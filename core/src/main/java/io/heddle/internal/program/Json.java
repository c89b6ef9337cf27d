// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as it goes along: what dumps and traces need of it, because the library has no
 * dependency.
 */
public final class Json {
  private final Appendable out;
  private boolean isFirst = true;

  public Json(Appendable out) {
    this.out = out;
  }

  public Json open(char bracket) throws IOException {
    next();
    out.append(bracket);
    isFirst = true;
    return this;
  }

  public Json close(char bracket) throws IOException {
    out.append(bracket);
    isFirst = false;
    return this;
  }

  /** The name of what is written next. */
  public Json name(String name) throws IOException {
    next();
    string(name);
    out.append(':');
    isFirst = true;
    return this;
  }

  public Json value(@Nullable Object v) throws IOException {
    next();
    switch (v) {
      case null -> out.append("null");
      case Number n -> out.append(n.toString());
      case Boolean b -> out.append(b.toString());
      default -> string(v.toString());
    }
    return this;
  }

  public Json field(String name, @Nullable Object v) throws IOException {
    return name(name).value(v);
  }

  public Json list(String name, List<?> values) throws IOException {
    name(name).open('[');
    for (var v : values) {
      value(v);
    }
    return close(']');
  }

  private void next() throws IOException {
    if (!isFirst) {
      out.append(',');
    }
    isFirst = false;
  }

  private void string(String s) throws IOException {
    out.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c) && !isPaired(s, i)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isPaired(String s, int i) {
    return Character.isHighSurrogate(s.charAt(i))
        ? i + 1 < s.length() && Character.isLowSurrogate(s.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(s.charAt(i - 1));
  }
}
