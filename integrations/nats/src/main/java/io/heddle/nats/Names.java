// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be called how: subjects, streams, headers. */
final class Names {
  /** The de-duplication id of a value: its sender and its number. */
  static final String ID = "Nats-Msg-Id";

  /** W3C trace context. */
  static final String TRACEPARENT = "traceparent";

  /** How many milliseconds the caller still waits; relative, for clocks differ. */
  static final String TIMEOUT = "Heddle-Timeout";

  /** Why a value is in {@code NAME.dead}, and where it was. */
  static final String CAUSE = "Heddle-Cause";

  static final String DELIVERIES = "Heddle-Deliveries";

  /** As NATS's own services say that a request failed. */
  static final String ERROR = "Nats-Service-Error";

  static final String ERROR_CODE = "Nats-Service-Error-Code";

  static final int LONGEST = 200;

  /** What would end or garble a line. */
  private static final Pattern BREAKS =
      Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\u2028\\u2029]");

  private Names() {}

  /** A subject to publish to, and so the name of a queue, topic or service. */
  static String requireSubject(String what, String name) {
    Objects.requireNonNull(name, () -> "the name of a " + what);
    var wrong = wrongWith(name);
    if (wrong != null) {
      throw new IllegalArgumentException(
          what
              + " "
              + quoted(name)
              + ": "
              + wrong
              + "; a name is words of letters, digits, - and _"
              + " with dots between them, as in orders.eu");
    }
    return name;
  }

  /** What a user gave as a name, for a message of one line and of no great length. */
  static String quoted(String name) {
    var shown = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
    return '"'
        + BREAKS
            .matcher(shown)
            .replaceAll(m ->
                Matcher.quoteReplacement(
                    String.format(Locale.ROOT, "\\u%04x", (int) m.group().charAt(0))))
        + '"';
  }

  private static @Nullable String wrongWith(String name) {
    if (name.isEmpty()) {
      return "the name is empty";
    }
    if (name.length() > LONGEST) {
      return "the name is longer than " + LONGEST + " characters";
    }
    if (name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
      return "a word of the name is empty";
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '*' || c == '>') {
        return "a name has no wildcards";
      }
      if (Character.isISOControl(c)) {
        return "a name has no control characters";
      }
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        return "a name has no spaces";
      }
      if (!(Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.') || c > 127) {
        return "'" + c + "' does not belong into a name";
      }
    }
    return null;
  }

  static String requireGroup(String name) {
    var wrong = name.indexOf('.') >= 0 ? "a group has no dots" : wrongWith(name);
    if (wrong != null) {
      throw new IllegalArgumentException(
          "group "
              + quoted(name)
              + ": "
              + wrong
              + "; a group is a word of letters, digits, - and _");
    }
    return name;
  }

  /** Streams have no dots in their names. */
  static String streamOf(String queue) {
    return queue.replace('.', '_');
  }

  static String dead(String queue) {
    return queue + ".dead";
  }

  /** Where it is said that nothing will be sent any more. */
  static String closed(String name) {
    return name + ".closed";
  }

  static Duration positive(Duration d, String what) {
    if (!d.isPositive()) {
      throw new IllegalArgumentException(what + " is longer than nothing, not " + d);
    }
    return d;
  }

  static void atLeastOne(long n, String what) {
    if (n < 1) {
      throw new IllegalArgumentException(what + " is at least 1, not " + n);
    }
  }
}
