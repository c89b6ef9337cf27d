// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.top;

import io.heddle.cli.attach.Question;
import io.heddle.cli.program.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The table on a terminal, and what the keys do. */
public final class Live {
  /* The most needed first, for a narrow terminal; all of it in 80 columns. */
  private static final String KEYS =
      "q quit  / filter  c r n w sort  ↑↓ Enter stacks  space freeze";

  private static final int ESCAPE = 27;

  private final long pid;
  private final Duration interval;
  private Snapshot before;
  private Snapshot now;
  private View.Order order = View.Order.COUNT;
  private String filter = "";
  private boolean isTyping;
  private boolean isFrozen;
  private int chosen;

  private Live(long pid, Duration interval, Snapshot first) {
    this.pid = pid;
    this.interval = interval;
    this.before = first;
    this.now = first;
  }

  /** Until q is pressed. */
  public static void run(long pid, Duration interval) throws UserError, IOException {
    var live = new Live(pid, interval, Snapshot.of(pid));
    try (var terminal = Terminal.open()) {
      live.loop(terminal);
    }
  }

  /**
   * Lines for who is no terminal: so many blocks.
   *
   * @param times 0: until there is an error
   */
  public static void lines(long pid, Duration interval, int times)
      throws UserError, InterruptedException {
    var last = Snapshot.of(pid);
    for (int i = 0; times == 0 || i < times; i++) {
      Thread.sleep(interval);
      var next = Snapshot.of(pid);
      if (i > 0) {
        System.out.println();
      }
      new View(last, next).lines().forEach(System.out::println);
      if (System.out.checkError()) {
        return; // who reads it has gone
      }
      last = next;
    }
  }

  private void loop(Terminal terminal) throws UserError, IOException {
    long next = System.nanoTime() + interval.toNanos();
    draw(terminal);
    while (true) {
      int key = terminal.key();
      if (key > 0) {
        if (!take(key, terminal)) {
          return;
        }
        draw(terminal);
      }
      if (System.nanoTime() >= next && !isFrozen) {
        before = now;
        now = Snapshot.of(pid);
        next = System.nanoTime() + interval.toNanos();
        draw(terminal);
      }
    }
  }

  private View view() {
    var v = new View(before, now);
    v.order = order;
    v.filter = filter;
    return v;
  }

  private void draw(Terminal terminal) {
    int[] size = terminal.size();
    var v = view();
    var lines = new ArrayList<>(v.head());
    lines.add(
        isTyping
            ? "filter: " + filter + "▏"
            : (isFrozen ? "frozen  " : "")
                + (filter.isEmpty() ? "" : "only \"" + filter + "\"  ")
                + KEYS);
    lines.add("\033[7m" + v.titles(size[1], "▼"));
    var sites = v.sites();
    chosen = Math.clamp(chosen, 0, Math.max(0, sites.size() - 1));
    int room = Math.max(3, size[0] - lines.size() - 14);
    int first = Math.max(0, chosen - room + 1);
    for (int i = first; i < Math.min(sites.size(), first + room); i++) {
      lines.add((i == chosen ? "\033[1m" : "") + v.row(sites.get(i), size[1]));
    }
    lines.addAll(v.tail(5));
    terminal.show(lines, size[0], size[1]);
  }

  /* False: the end. */
  private boolean take(int key, Terminal terminal) throws UserError, IOException {
    if (isTyping) {
      if (key == '\n' || key == '\r') {
        isTyping = false;
      } else if (key == ESCAPE) {
        isTyping = false;
        filter = "";
      } else if (key == 127 || key == 8) {
        filter = filter.isEmpty() ? "" : filter.substring(0, filter.length() - 1);
      } else {
        filter += (char) key;
      }
      return true;
    }
    switch (key) {
      case 'q' -> {
        return false;
      }
      case 'c' -> order = View.Order.COUNT;
      case 'r' -> order = View.Order.RUNNING;
      case 'n' -> order = View.Order.RUNNABLE;
      case 'w' -> order = View.Order.WAITING;
      case '/' -> isTyping = true;
      case ' ' -> isFrozen = !isFrozen;
      case 'j' -> chosen++;
      case 'k' -> chosen--;
      case '\n', '\r' -> stacks(terminal);
      case ESCAPE -> arrow();
      default -> {}
    }
    return true;
  }

  private void arrow() throws IOException {
    if (System.in.available() >= 2 && System.in.read() == '[') {
      switch (System.in.read()) {
        case 'A' -> chosen--;
        case 'B' -> chosen++;
        default -> {}
      }
    }
  }

  /* Those of the chosen place, until a key is pressed. */
  private void stacks(Terminal terminal) throws UserError, IOException {
    var sites = view().sites();
    if (sites.isEmpty()) {
      return;
    }
    String site = sites.get(chosen).site();
    var answer = new ByteArrayOutputStream();
    Question.ask(pid, "grouped", answer);
    List<String> lines = new ArrayList<>(List.of("started at " + site + ", any key goes back", ""));
    for (var paragraph : answer.toString(StandardCharsets.UTF_8).split("\n\n")) {
      if (paragraph.contains("created by " + site)
          || paragraph.lines().findFirst().orElse("").contains("\"" + site + "\"")) {
        lines.addAll(Arrays.asList(paragraph.replace("\t", "    ").split("\n")));
        lines.add("");
      }
    }
    int[] size = terminal.size();
    terminal.show(lines, size[0], size[1]);
    while (terminal.key() <= 0) {
      // until there is one
    }
  }
}
