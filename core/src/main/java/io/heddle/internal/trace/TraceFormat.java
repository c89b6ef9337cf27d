// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

/**
 * How a trace is written: what {@link TraceFile} and {@link EventBuffer} write and the reader in
 * {@code heddle-inspect} reads.
 *
 * <pre>
 * file    header block*
 * header  HEADER bytes, big-endian: MAGIC, version:int, pid:int, startMillis:long, startNanos:long,
 *         endNanos:long, lost:long, end:byte, the note's length:short, note:UTF-8
 * block   BLOCK:int, stream:int, length:int, firstNanos:long, then `length` bytes of events
 * event   kind:byte, nanoseconds since the one before:varint, arguments:varint*
 *         a STRING has no time: number:varint, length:varint, UTF-8
 * </pre>
 *
 * <p>Each block stands alone: strings are numbered in it from 1, 0 is none. A stream is what one
 * carrier wrote, in order; those from {@link #SHARED} on were written by other threads in turns.
 */
public final class TraceFormat {
  /*
   * Times are System.nanoTime's. A block that is cut off ends at its last whole event. `end` is written
   * over in place when the trace ends, which takes no room on the disk.
   */
  public static final String MAGIC = "heddle-trace\n\0\0\0";

  public static final int VERSION = 2;
  public static final int HEADER = 256;
  public static final int BLOCK = 0x48_54_42_4B;
  public static final int BLOCK_HEADER = 20;
  public static final int SHARED = 1 << 20;

  /** The header's {@code end}: nothing has been said; complete; cut off, the note says why. */
  public static final byte OPEN = 0;

  public static final byte COMPLETE = 1;
  public static final byte CUT = 2;

  /** Number, text. */
  public static final byte STRING = 1;

  /** Goroutine, who starts it, where, name. */
  public static final byte GO = 2;

  /** Goroutine: the carrier begins to run it. */
  public static final byte RUN = 3;

  /**
   * Goroutine, reason (0: none in this library, or none; and {@link #READY_ALREADY}), what it waits
   * on.
   */
  public static final byte STOP = 4;

  /** Added to the reason: it can go on at once. */
  public static final int READY_ALREADY = 64;

  /** Goroutine, who made it ready. */
  public static final byte READY = 5;

  /** Goroutine, who woke it, before it had let go of its carrier. */
  public static final byte WAKE = 6;

  /** Goroutine. */
  public static final byte END = 7;

  /** As {@link #STOP}, {@link #RUN}, where no carrier of ours tells. */
  public static final byte BLOCK_ELSEWHERE = 8;

  public static final byte RUN_ELSEWHERE = 9;

  /** Goroutine, state (0 runs, 1 is ready, 2 waits, or unknown), reason, where started, name. */
  public static final byte STATE = 10;

  public static final int STATE_UNKNOWN = 3;

  /** Goroutine, name. */
  public static final byte REGION_BEGIN = 11;

  public static final byte REGION_END = 12;

  /** Goroutine, text. */
  public static final byte LOG = 13;

  /** How long ago it began, for how long, both in nanoseconds, name. */
  public static final byte COLLECTION = 14;

  /** Carrier. */
  public static final byte RELIEF = 15;

  /** Name, value. */
  public static final byte METRIC = 16;

  /** Number, name. */
  public static final byte TASK_BEGIN = 17;

  /** Number. */
  public static final byte TASK_END = 18;

  /**
   * Reason, what it waits on, goroutine: a {@link #STOP} of the one that the last RUN or SWITCH
   * before it in the block told of, and a {@link #RUN} of another.
   */
  public static final byte SWITCH = 19;

  /** Goroutine: a {@link #READY} by the one that the last RUN or SWITCH before it told of. */
  public static final byte READY_BY_RUNNING = 20;

  /** How many numbers follow the time. */
  private static final int[] ARGUMENTS = {
    -1, 2, 4, 1, 3, 2, 2, 1, 3, 1, 5, 2, 2, 2, 3, 1, 2, 2, 1, 3, 1
  };

  private TraceFormat() {}

  /** How many numbers follow the time; -1 if there is no such kind. */
  public static int arguments(int kind) {
    return kind > 0 && kind < ARGUMENTS.length ? ARGUMENTS[kind] : -1;
  }
}
