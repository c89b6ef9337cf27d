// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import org.jspecify.annotations.Nullable;

/**
 * Tells the race detector what orders what. Without the detector nothing is told: {@link #ON} is
 * false, and the JIT drops all calls behind it. With it the agent gives these methods their bodies.
 */
@SuppressWarnings("UnusedVariable") // what the agent's bodies use
public final class Race {
  /*
   * acquire and release: what precedes a release happens-before what follows an acquire of the same
   * object. Each primitive calls them where it knows the order: the release before others can see that
   * something was given, the acquire after it is known that it was taken.
   * Channels tell of each value, under their lock, for which receive belongs to which send only they
   * know. `w` is a waiter: who enqueues it calls waits, who serves it handed, fetched or storedFor, and
   * who was served woken.
   */
  public static final boolean ON = Boolean.getBoolean("heddle.race");

  private Race() {}

  public static void acquire(@Nullable Object o) {}

  public static void release(@Nullable Object o) {}

  /**
   * Who acquires {@code to} knows what was released to {@code from}; a channel: who sees it closed.
   */
  public static void passOn(@Nullable Object from, Object to) {}

  /** The calling thread is this goroutine. */
  public static void goroutine(long number) {}

  /** The program has failed: the status that it ends with is to stay. */
  public static void keepStatus() {}

  // ---- channels; but for sends, sawClose and woken under the channel's lock ----

  /** A send begins: reads the channel, which {@link #closes} writes, as in Go. */
  public static void sends(Object channel, long id) {}

  public static void closes(Object channel, long id) {}

  /** It was seen to be closed, and empty. */
  public static void sawClose(Object channel) {}

  /**
   * A value went into the buffer.
   *
   * @param before how many were stored before, {@code after} how many now
   * @param dropsNew where there was no room it was the new value that was dropped
   */
  public static void stored(
      Object channel, int capacity, int before, int after, boolean dropsNew) {}

  public static void storedFor(Object channel, int capacity, Object w) {}

  /** A value was taken out of the buffer. */
  public static void taken(Object channel, int capacity) {}

  /** A value was given to a receiver that waited. */
  public static void handed(Object channel, int capacity, Object w) {}

  /** A value was taken from a sender that waited; nothing is buffered. */
  public static void fetched(Object channel, Object w) {}

  public static void waits(Object w) {}

  public static void woken(Object w) {}

  // ---- others ----

  /** The first {@code add} of a wait group reads it, the first waiter writes it, as in Go. */
  public static void firstAdd(Object group) {}

  public static void firstAwait(Object group) {}

  /** A lock of whatever kind was taken, or is given back, by the library for its caller. */
  public static void locked(Object lock) {}

  public static void unlocks(Object lock) {}
}
