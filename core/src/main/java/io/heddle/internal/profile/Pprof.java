// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.profile;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A profile as {@code go tool pprof} reads it: stacks, innermost frame first, with values. */
public final class Pprof {
  /*
   * The numbers are those of github.com/google/pprof/proto/profile.proto. A function is a method, a location
   * a line of it. Strings, functions and locations are numbered as they come.
   */
  private final Proto out = new Proto();
  private final Map<String, Integer> strings = new HashMap<>();
  private final Map<String, Integer> functions = new HashMap<>();
  private final Map<StackTraceElement, Integer> locations = new HashMap<>();
  private final Proto tables = new Proto();

  /**
   * @param types name and unit of each value
   */
  public Pprof(String[]... types) {
    string("");
    for (var t : types) {
      out.message(1, new Proto().number(1, string(t[0])).number(2, string(t[1])));
    }
  }

  /** What one unit of the sampling is, and how many of them lie between two samples. */
  public Pprof period(String type, String unit, long period) {
    out.message(11, new Proto().number(1, string(type)).number(2, string(unit)));
    out.number(12, period);
    return this;
  }

  public Pprof times(long startMillis, long durationNanos) {
    out.number(9, startMillis * 1_000_000).number(10, durationNanos);
    return this;
  }

  /** An empty stack is a frame that is called as the label. */
  public void sample(List<StackTraceElement> stack, String label, long... values) {
    var s = new Proto();
    if (stack.isEmpty()) {
      s.number(1, location(new StackTraceElement("", "[" + label + "]", null, -1)));
    }
    for (var f : stack) {
      s.number(1, location(f));
    }
    for (long v : values) {
      s.number(2, v);
    }
    if (!label.isEmpty()) {
      s.message(3, new Proto().number(1, string("state")).number(2, string(label)));
    }
    out.message(2, s);
  }

  private int string(String s) {
    return strings.computeIfAbsent(
        s,
        k -> {
          tables.text(6, k);
          return strings.size();
        });
  }

  private int location(StackTraceElement f) {
    var known = locations.get(f);
    if (known != null) {
      return known;
    }
    int number = locations.size() + 1;
    locations.put(f, number);
    var line = new Proto().number(1, function(f)).number(2, Math.max(0, f.getLineNumber()));
    tables.message(4, new Proto().number(1, number).message(4, line));
    return number;
  }

  private int function(StackTraceElement f) {
    var name =
        f.getClassName().isEmpty() ? f.getMethodName() : f.getClassName() + "." + f.getMethodName();
    var known = functions.get(name);
    if (known != null) {
      return known;
    }
    int number = functions.size() + 1;
    functions.put(name, number);
    int text = string(name);
    int file = string(f.getFileName() == null ? "" : f.getFileName());
    tables.message(
        5, new Proto().number(1, number).number(2, text).number(3, text).number(4, file));
    return number;
  }

  public void write(Path file) throws IOException {
    try (var to = new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.flushTo(to);
      tables.flushTo(to);
    }
  }
}
