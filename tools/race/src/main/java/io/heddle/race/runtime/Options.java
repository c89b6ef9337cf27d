// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the detector was told to work, by the agent's argument or HEDDLE_RACE: {@code name=value},
 * separated by spaces or commas.
 */
public final class Options {
  private static final String ACCEPTED =
      "halt_on_error=0|1, exitcode=N, log_path=stderr|stdout|FILE, strip_path_prefix=PREFIX,"
          + " history_size=0..7, atexit_sleep_ms=N, include=PACKAGES, exclude=PACKAGES,"
          + " suppressions=FILE";
  private static final int FIRST_HISTORY = 8192;

  private static volatile Options current = new Options();

  private boolean haltOnError;
  private int exitCode = 66;
  private String logPath = "stderr";
  private String stripPathPrefix = "";
  private int historySize = 1;
  private int atExitSleepMillis = 1000;
  private final List<String> include = new ArrayList<>();
  private final List<String> exclude = new ArrayList<>();
  private final List<String> suppressions = new ArrayList<>();

  /** What was given makes no sense; the message is one line. */
  public static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message);
    }
  }

  public static Options current() {
    return current;
  }

  /** Reads options, the later ones count, and makes them the current ones. */
  public static void use(String... texts) throws Invalid {
    var options = new Options();
    for (var text : texts) {
      if (text != null) {
        options.read(text);
      }
    }
    current = options;
  }

  /*
   * A list (include, exclude) may itself have commas: a word without `=` belongs to the list before it.
   */
  private void read(String text) throws Invalid {
    String name = "";
    for (var word : text.trim().split("[ ,]+")) {
      if (word.isEmpty()) {
        continue;
      }
      int equals = word.indexOf('=');
      if (equals > 0) {
        name = word.substring(0, equals);
        set(name, word.substring(equals + 1), word);
      } else if (name.equals("include") || name.equals("exclude")) {
        set(name, word, word);
      } else {
        throw refused(word);
      }
    }
  }

  private void set(String name, String value, String word) throws Invalid {
    if (value.isEmpty() && !name.equals("strip_path_prefix")) {
      throw new Invalid(
          "the race detector's option `" + word + "` has no value; it takes " + ACCEPTED);
    }
    switch (name) {
      case "halt_on_error" -> haltOnError = number(word, value, 0, 1) == 1;
      case "exitcode" -> exitCode = number(word, value, 0, 255);
      case "log_path" -> logPath = writable(value);
      case "strip_path_prefix" -> stripPathPrefix = value;
      case "history_size" -> historySize = number(word, value, 0, 7);
      case "atexit_sleep_ms" -> atExitSleepMillis = number(word, value, 0, Integer.MAX_VALUE);
      case "include" -> include.add(prefix(value));
      case "exclude" -> exclude.add(prefix(value));
      case "suppressions" -> readSuppressions(value);
      default -> throw refused(word);
    }
  }

  private static Invalid refused(String word) {
    return new Invalid(
        "the race detector does not know the option `" + word + "`; it takes " + ACCEPTED);
  }

  private static int number(String word, String value, int min, int max) throws Invalid {
    try {
      int n = Integer.parseInt(value);
      if (n >= min && n <= max) {
        return n;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Invalid(
        "the race detector's option `"
            + word
            + "` wants a number from "
            + min
            + " to "
            + max
            + "; it takes "
            + ACCEPTED);
  }

  private static String writable(String value) throws Invalid {
    if (value.equals("stderr") || value.equals("stdout")) {
      return value;
    }
    var path = Path.of(value + "." + ProcessHandle.current().pid());
    try {
      Files.writeString(path, "");
      return path.toString();
    } catch (IOException e) {
      throw new Invalid(
          "the race detector can't write to log_path="
              + value
              + " ("
              + path
              + "); it takes stderr, stdout or a file that can be written");
    }
  }

  private void readSuppressions(String file) throws Invalid {
    try {
      for (var line : Files.readAllLines(Path.of(file))) {
        var text = line.trim();
        if (text.isEmpty() || text.startsWith("#")) {
          continue;
        }
        if (!text.startsWith("race:")) {
          throw new Invalid(
              "the race detector does not know the line `"
                  + text
                  + "` of suppressions="
                  + file
                  + "; it wants `race:NAME` for each class or method, or a comment with `#`");
        }
        var name = text.substring(5).trim();
        if (!name.isEmpty() && !name.startsWith("#")) {
          suppressions.add(name);
        }
      }
    } catch (IOException e) {
      throw new Invalid(
          "the race detector can't read suppressions="
              + file
              + "; it wants a text file with a line `race:NAME` for each class or method");
    }
  }

  /** Package prefixes, with or without a dot or star at the end. */
  private static String prefix(String value) {
    var name = value.endsWith("*") ? value.substring(0, value.length() - 1) : value;
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static boolean covers(List<String> prefixes, String name) {
    for (var p : prefixes) {
      if (p.isEmpty() || name.equals(p) || name.startsWith(p + ".") || name.startsWith(p + "$")) {
        return true;
      }
    }
    return false;
  }

  public boolean isIncluded(String className) {
    return covers(include, className);
  }

  /** Asked to be left out: excluded, or not among what is included when anything is. */
  public boolean isLeftOut(String className) {
    return covers(exclude, className) || !include.isEmpty() && !covers(include, className);
  }

  boolean isSuppressed(String frame) {
    for (var s : suppressions) {
      if (frame.contains(s)) {
        return true;
      }
    }
    return false;
  }

  boolean haltsOnError() {
    return haltOnError;
  }

  int exitCode() {
    return exitCode;
  }

  String logPath() {
    return logPath;
  }

  public String stripPathPrefix() {
    return stripPathPrefix;
  }

  int historyEvents() {
    return FIRST_HISTORY << historySize;
  }

  int atExitSleepMillis() {
    return atExitSleepMillis;
  }
}
