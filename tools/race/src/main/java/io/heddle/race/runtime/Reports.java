// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Prints races, each pair of places once, and counts them. */
public final class Reports {
  /*
   * Locking: `told`, not while it prints: what is printed to may be watched itself, and whoever prints
   * there may hold its lock and be about to report. A report is one string, so they don't mix. What
   * printing itself does is not reported.
   * Checked by: InstrumentationTest, GuideTest.
   */
  private static final Set<String> told = new HashSet<>();
  private static final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private static int count;

  private Reports() {}

  /** How many races were reported. */
  public static int count() {
    synchronized (told) {
      return count;
    }
  }

  /** Is told the text of each report. */
  public static void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** What was reported before is forgotten: pairs of places count anew, as in another run. */
  public static void forget() {
    synchronized (told) {
      told.clear();
      count = 0;
    }
  }

  /**
   * Two accesses that nothing orders.
   *
   * @param now the word of the access of the current thread
   * @param before that of the other one
   * @param i the variable's index in its shadow
   * @param of the array or collection; null for fields
   */
  static void race(
      ThreadState s, boolean isWrite, long now, boolean wasWrite, long before, int i, Object of) {
    if (Detector.isOff() || s.isReporting) {
      return;
    }
    if (s.sections > 0) {
      s.deferred = () -> race(s, isWrite, now, wasWrite, before, i, of);
      return;
    }
    s.isReporting = true;
    try {
      var place = Places.get(Epoch.site(now));
      var other = Places.get(Epoch.site(before));
      if (place.isAtomic() && other.isAtomic()
          || ClassInit.isDone(before)
          || !isNew(place, other)) {
        return;
      }
      var owner = Slots.ownerOf(before);
      var stack = frames(place, s.calls, s.depth - (place.isLeaf() ? 0 : 1));
      var otherStack = framesOf(other, owner, before, i);
      var options = Options.current();
      if (stack.stream().anyMatch(options::isSuppressed)
          || otherStack.stream().anyMatch(options::isSuppressed)) {
        return;
      }
      var text = new StringBuilder("==================\nWARNING: DATA RACE\n");
      text.append(isWrite ? "Write of " : "Read of ").append(location(place, other, i, of));
      append(text.append(" by ").append(name(s)).append(":\n"), stack);
      text.append(wasWrite ? "\nPrevious write of " : "\nPrevious read of ");
      text.append(location(other, place, i, of)).append(" by ").append(name(owner));
      append(text.append(":\n"), otherStack);
      var created = creation(s) + (owner == s ? "" : creation(owner));
      if (!created.isEmpty()) {
        text.append('\n').append(created);
      }
      print(text.append("==================\n").toString());
    } catch (OutOfMemoryError e) {
      Detector.stop(Detector.NO_MEMORY);
    } finally {
      s.isReporting = false;
    }
  }

  private static boolean isNew(Place a, Place b) {
    var one = a.what() + " " + a.method();
    var two = b.what() + " " + b.method();
    synchronized (told) {
      return told.add(one.compareTo(two) < 0 ? one + "\n" + two : two + "\n" + one);
    }
  }

  private static void print(String text) {
    synchronized (told) {
      count++;
    }
    say(text.stripTrailing());
    listeners.forEach(l -> l.accept(text));
    if (Options.current().haltsOnError()) {
      Runtime.getRuntime().halt(Options.current().exitCode());
    }
  }

  /** A line, or several, to where reports go. */
  static void say(String text) {
    var path = Options.current().logPath();
    if (path.equals("stderr")) {
      System.err.println(text);
    } else if (path.equals("stdout")) {
      System.out.println(text);
    } else {
      try (var out =
          new PrintStream(new FileOutputStream(path, true), false, StandardCharsets.UTF_8)) {
        out.println(text);
      } catch (IOException e) {
        System.err.println(text);
      }
    }
  }

  /** As the code at the place shows it; a handle's place shows nothing, the other one may. */
  private static String location(Place place, Place other, int i, Object of) {
    if (of == null) {
      return place.what() != null ? place.what() : other.what();
    }
    var type = of.getClass();
    if (type.isArray()) {
      return type.getTypeName() + " element " + i;
    }
    if (of instanceof Synthetic synthetic) {
      return synthetic.what();
    }
    var hint = place.what() == null || place.what().isEmpty() ? "" : " (" + place.what() + ")";
    return "contents of " + type.getName() + hint;
  }

  /** A variable that stands for the use of something, such as a channel: how reports name it. */
  interface Synthetic {
    String what();
  }

  private static String name(ThreadState s) {
    if (s == null) {
      return "[a thread that is no longer known]";
    }
    var name = nameOnly(s);
    if (s.goroutine > 1 || s.goroutine == 1 && !name.equals("main")) {
      return "goroutine " + s.goroutine + (name.isEmpty() ? "" : " \"" + name + "\"");
    }
    return name.equals("main") ? "main" : "thread \"" + name + "\"";
  }

  private static String nameOnly(ThreadState s) {
    var t = s.thread();
    var kept = s.name;
    return kept != null ? kept : t == null ? "" : t.getName();
  }

  private static String creation(ThreadState s) {
    if (s == null || s.createdAt == null || name(s).equals("main")) {
      return "";
    }
    var name = name(s);
    var text = new StringBuilder();
    text.append(Character.toUpperCase(name.charAt(0))).append(name.substring(1));
    text.append(s.hasEnded ? " (finished)" : " (running)").append(" created at:\n");
    var frames = new ArrayList<String>();
    for (int place : s.createdAt) {
      addFrame(frames, Places.get(place));
    }
    append(text, frames.isEmpty() ? List.of("[not in watched code]") : frames);
    return text.toString();
  }

  private static List<String> framesOf(Place place, ThreadState owner, long word, int i) {
    int[] below = owner == null ? null : owner.history.stackAt(word, i);
    if (below == null) {
      return List.of(place.method(), "[the stack is no longer known]");
    }
    var frames = new ArrayList<String>();
    addFrame(frames, place);
    for (int at : below) {
      addFrame(frames, Places.get(at));
    }
    return frames;
  }

  private static List<String> frames(Place place, int[] calls, int depth) {
    var frames = new ArrayList<String>();
    addFrame(frames, place);
    for (int d = Math.min(depth, ThreadState.MAX_DEPTH); d > 0; d--) {
      addFrame(frames, Places.get(calls[d]));
    }
    return frames;
  }

  private static void addFrame(List<String> frames, Place place) {
    if (place != Place.UNKNOWN) {
      frames.add(place.method());
    }
  }

  private static void append(StringBuilder text, List<String> frames) {
    for (var f : frames) {
      text.append("  ").append(f).append('\n');
    }
  }
}
