// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Signals of the operating system, told to whoever asked for them. */
public final class Signals {
  /*
   * The JVM keeps one handler per signal. Ours is installed with the first listener and the former
   * one put back after the last. The JVM runs it on a thread of its own.
   */
  private static final Map<String, List<Consumer<String>>> LISTENERS = new HashMap<>();
  private static final Map<String, SignalHandler> FORMER = new HashMap<>();
  private static volatile boolean awaited;

  private Signals() {}

  /** True while a signal could wake somebody up. */
  public static boolean isAnyAwaited() {
    return awaited;
  }

  /**
   * Tells the listener of each of these signals, by the words that Go has for it.
   *
   * @return ends that; may be run more than once
   * @throws IllegalArgumentException if the JVM does not let one of them be handled
   */
  public static Runnable handle(String[] names, Consumer<String> listener) {
    var mine = names.clone();
    Runnable undo = () -> remove(mine, listener);
    try {
      for (var name : mine) {
        add(name, listener);
      }
    } catch (RuntimeException e) {
      undo.run();
      throw e;
    }
    return undo;
  }

  private static synchronized void add(String name, Consumer<String> listener) {
    if (!LISTENERS.containsKey(name)) {
      FORMER.put(name, Signal.handle(new Signal(name), s -> arrived(s.getName())));
      LISTENERS.put(name, new ArrayList<>());
    }
    LISTENERS.get(name).add(listener);
    awaited = true;
  }

  private static synchronized void remove(String[] names, Consumer<String> listener) {
    for (var name : names) {
      var all = LISTENERS.get(name);
      if (all != null && all.remove(listener) && all.isEmpty()) {
        LISTENERS.remove(name);
        Signal.handle(new Signal(name), FORMER.remove(name));
      }
    }
    awaited = !LISTENERS.isEmpty();
  }

  private static void arrived(String name) {
    List<Consumer<String>> told;
    synchronized (Signals.class) {
      told = List.copyOf(LISTENERS.getOrDefault(name, List.of()));
    }
    told.forEach(listener -> listener.accept(text(name)));
  }

  private static String text(String name) {
    return switch (name) {
      case "INT" -> "interrupt";
      case "TERM" -> "terminated";
      case "HUP" -> "hangup";
      case "QUIT" -> "quit";
      case "USR1" -> "user defined signal 1";
      case "USR2" -> "user defined signal 2";
      default -> "SIG" + name;
    };
  }
}
