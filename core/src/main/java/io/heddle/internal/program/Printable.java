// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import java.lang.reflect.Proxy;

/**
 * What a program has named, as it may stand in a line of a report: a name may hold line breaks, and
 * what a terminal takes for a command.
 */
public final class Printable {
  private Printable() {}

  /** The same without control characters: {@code \n} is told as in a literal of Java. */
  public static String of(String s) {
    if (s.chars().noneMatch(Printable::isControl)) {
      return s;
    }
    var out = new StringBuilder();
    s.chars()
        .forEach(c -> {
          switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (isControl(c)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.append((char) c);
              }
            }
          }
        });
    return out.toString();
  }

  /** Also what turns the direction of a line's text, and ends lines for some. */
  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c >= 0x2028 && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
  }

  /** An object of whatever class, without a call of the program's code. */
  static String of(Object o) {
    var c = o.getClass();
    boolean isOurs = c.getProtectionDomain() == Printable.class.getProtectionDomain();
    boolean isOfTheProgram =
        !isOurs && !Origin.isOfTheJdk(c)
            || Proxy.isProxyClass(c)
            || o instanceof Runnable; // a task of the JDK's tells of the program's
    return isOfTheProgram
        ? c.getName() + "@" + Integer.toHexString(System.identityHashCode(o))
        : of(o.toString());
  }
}
