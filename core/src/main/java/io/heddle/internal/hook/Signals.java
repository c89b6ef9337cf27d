// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import io.heddle.internal.wait.StackReserve;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    StackReserve.touchTwice();
    try {
      for (var name : mine) {
        add(name, listener);
      }
    } catch (Throwable e) {
      undo.run();
      throw e;
    }
    return undo;
  }

  /** Memory is asked for before the handler is installed, which then is in the books. */
  private static synchronized void add(String name, Consumer<String> listener) {
    var all = LISTENERS.get(name);
    (all == null ? install(name) : all).add(listener);
    awaited = true;
  }

  private static List<Consumer<String>> install(String name) {
    var none = new ArrayList<Consumer<String>>(1);
    var signal = new Signal(name);
    SignalHandler ours = s -> arrived(s.getName());
    try {
      LISTENERS.put(name, none);
      FORMER.put(name, SignalHandler.SIG_DFL);
      FORMER.put(name, Signal.handle(signal, ours));
    } catch (Throwable e) {
      takeBack(signal, ours);
      LISTENERS.remove(name);
      FORMER.remove(name);
      throw e;
    }
    return none;
  }

  /** The JDK may have found no memory or stack just after it had installed it. */
  private static void takeBack(Signal signal, SignalHandler ours) {
    try {
      var present = Signal.handle(signal, SignalHandler.SIG_DFL);
      if (present != ours) {
        Signal.handle(signal, present);
      }
    } catch (Throwable e) {
      // one that the JVM does not let anybody handle
    }
  }

  private static synchronized void remove(String[] names, Consumer<String> listener) {
    for (var name : names) {
      var all = LISTENERS.get(name);
      if (all == null) {
        continue;
      }
      all.remove(listener);
      if (all.isEmpty()) { // also one whose first listener found no memory
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
    var failure = tellAll(told, text(name));
    if (failure != null) {
      throw failure;
    }
  }

  /** One that fails keeps no other from hearing of it. */
  private static @Nullable RuntimeException tellAll(List<Consumer<String>> told, String text) {
    RuntimeException failure = null;
    for (var listener : told) {
      try {
        listener.accept(text);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    return failure;
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
