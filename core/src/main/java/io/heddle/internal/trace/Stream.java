// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import io.heddle.internal.wait.WaitedOn;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What one carrier writes, or in turns all threads that are none: a buffer after the other. */
final class Stream {
  /*
   * Strings: are numbered anew in each block. A text that is a constant, or a site, is known by itself;
   *          what is waited on by its identity hash alone, for a trace must keep nothing alive.
   * Carrier: nothing in here parks, so whoever writes stays on its carrier until it is done.
   */
  private static final int ROOM = 96;
  private static final int LONGEST = 500;
  private static final int THINGS = 4096;

  final AtomicBoolean held = new AtomicBoolean();
  final int number;
  private final Streams streams;
  volatile EventBuffer buffer;

  private final Map<Object, Integer> strings = new HashMap<>();
  private final int[] things = new int[THINGS];
  private final int[] thingNumbers = new int[THINGS];
  private int nextString = 1;

  // Carriers only: who runs, or has stopped, which is not written yet.
  long running;
  long stopped;

  /** It has been made ready before it has stopped. */
  boolean isReadyAlready;

  /** What it is about to wait for, or waits for. */
  int reason;

  int on;
  long onBlock;

  /** Goes up with each block. */
  long blocks;

  /** In which block who ran last has been written. */
  long toldWhoRuns = -1;

  /** The thread of who was told to be ready last. */
  long lastReady;

  Stream(Streams streams, int number, long time) {
    this.streams = streams;
    this.number = number;
    buffer = new EventBuffer(number, new byte[EventBuffer.SIZE], time);
  }

  /** The buffer, with room for an event and so many strings. */
  EventBuffer room(int texts) {
    var b = buffer;
    if (!isFull(texts)) {
      return b;
    }
    var fresh = streams.handOver(this, b);
    strings.clear();
    java.util.Arrays.fill(things, 0);
    nextString = 1;
    blocks++;
    return fresh;
  }

  /** True if this block says who runs, or has stopped. */
  boolean hasToldWhoRuns() {
    return toldWhoRuns == blocks;
  }

  int reasonToTell() {
    return reason | (isReadyAlready ? TraceFormat.READY_ALREADY : 0);
  }

  int onToTell() {
    return onBlock == blocks ? on : 0;
  }

  /** True if there is no room in the buffer for an event and so many strings. */
  boolean isFull(int texts) {
    return !buffer.hasRoom(ROOM + texts * (3 * LONGEST + 12));
  }

  /** The number of a text in this block, which is written if it is new. */
  int string(EventBuffer b, @Nullable Object text) {
    if (text == null) {
      return 0;
    }
    var known = strings.get(text);
    if (known != null) {
      return known;
    }
    int number = write(b, text.toString());
    strings.put(text, number);
    return number;
  }

  /** The number of what is waited on. */
  int thing(EventBuffer b, @Nullable Object on) {
    if (on == null) {
      return 0;
    }
    int hash = System.identityHashCode(on);
    int slot = hash & THINGS - 1;
    if (things[slot] == hash) {
      return thingNumbers[slot];
    }
    var text =
        on instanceof WaitedOn w
            ? w.inTrace()
            : on.getClass().getSimpleName() + "@" + Integer.toHexString(hash);
    if (text == null) {
      return 0;
    }
    int number = write(b, text);
    things[slot] = hash;
    thingNumbers[slot] = number;
    return number;
  }

  private int write(EventBuffer b, String text) {
    var s = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    int number = nextString++;
    b.string(number, s.getBytes(StandardCharsets.UTF_8));
    return number;
  }
}
