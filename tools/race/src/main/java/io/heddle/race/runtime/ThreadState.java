// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/** What the detector knows of a thread: its clock, its calls, its history. */
public final class ThreadState {
  /*
   * Only its own thread touches it, but for `hasEnded`, `name`, its clock (ThreadClock) and what Reports reads
   * of its history.
   * It does not keep the thread alive: a goroutine that nothing can wake stays garbage.
   * Found:  by the thread's number in a table of fixed size, which is a cache; the truth is the
   *         thread's Side.
   * Marks:  its epoch is in a word somewhere. A release tells of the epoch only then, and only then time goes on. Who
   *         receives and does nothing else tells nobody anything new, and no clock changes for it.
   * Calls:  calls[d] is the place at which frame d calls. Frames count from 1; calls[0] stands for what
   *         is below the first instrumented method.
   */
  private static final int CACHE_SIZE = 1 << 16;
  private static final ThreadState[] CACHE = new ThreadState[CACHE_SIZE];

  /** Calls deeper than this have no stack in reports. */
  static final int MAX_DEPTH = 4000;

  final long tid;
  private final WeakReference<?> side;

  /** Its creator's calls when it was started, innermost first; null: not known. */
  final int[] createdAt;

  final ThreadClock clock;
  long epoch;
  private boolean isMarked;
  Slots.Slot slot;

  int depth;
  int[] calls = new int[8];
  final ArrayCache arrays = new ArrayCache();

  /** Of the collection that it used last. */
  Side contents;

  History history = new History();

  /** Objects that it has used alike in this epoch; null: none yet. */
  Alike.Roots alike;

  /** It reads under a StampedLock's stamp, and will ask whether that was valid. */
  boolean isOptimistic;

  /** A hook of it holds monitors of the program, so many. */
  int sections;

  /** A race that is to be told when it does not any more. */
  Runnable deferred;

  /** It prints a race: what it does meanwhile is not looked at. */
  boolean isReporting;

  /** Set by Heddle for goroutines; 0 for other threads. */
  long goroutine;

  volatile boolean hasEnded;
  volatile String name;

  ThreadState(Thread thread, Side side, Moment start, int[] createdAt) {
    tid = thread.threadId();
    this.side = side;
    clock = new ThreadClock(start);
    this.createdAt = createdAt;
  }

  /** Null if it has been collected. */
  Thread thread() {
    return (Thread) side.get();
  }

  @ForceInline
  static ThreadState current() {
    var t = Thread.currentThread();
    long id = t.threadId();
    var s = CACHE[(int) id & CACHE_SIZE - 1];
    return s != null && s.tid == id ? s : find(t);
  }

  @DontInline
  private static ThreadState find(Thread t) {
    var side = SideTable.of(t);
    var s = side.thread;
    if (s == null) {
      s = new ThreadState(t, side, null, null); // a thread from before the agent, or of the JVM
      side.thread = s;
    }
    if (s.slot == null) {
      Slots.attach(s);
    }
    CACHE[(int) s.tid & CACHE_SIZE - 1] = s;
    return s;
  }

  /** A thread is about to be started: it will know what its creator knows. */
  static void starts(Thread t) {
    var parent = current();
    var side = SideTable.of(t);
    if (side.thread == null) {
      side.thread = new ThreadState(t, side, parent.startsOther(), parent.stack());
    }
  }

  private Moment startsOther() {
    clock.spread();
    return release();
  }

  /** The current thread ends: its clock does not change any more, for who joins it. */
  static void ends(ThreadState s) {
    s.hasEnded = true;
    var t = s.thread();
    s.name = t == null ? "" : t.getName();
    s.history.trim();
    s.alike = null;
    s.contents = null;
    Slots.detach(s);
    CACHE[(int) s.tid & CACHE_SIZE - 1] = null;
  }

  /** Not the JVM's, nor one that carries goroutines, nor main. */
  boolean isOfProgram() {
    var t = thread();
    return createdAt != null
        && createdAt.length > 0
        && !hasEnded
        && t != null
        && t.isAlive()
        && !t.getClass().getName().startsWith("io.heddle.internal.");
  }

  /** The epoch that a word is to say that it did something. */
  @ForceInline
  long mark() {
    if (!isMarked) {
      marksFirst();
    }
    return epoch;
  }

  @DontInline
  private void marksFirst() {
    isMarked = true;
    if (slot.owner != this) {
      Slots.attach(this); // another thread took it while this one did nothing
    }
  }

  /**
   * What it knows and has done, for whoever acquires it. What it does from now on can be told from
   * that.
   */
  Moment release() {
    var moment = clock.moment(isMarked);
    if (isMarked) {
      tick();
    }
    return moment;
  }

  private void tick() {
    isMarked = false;
    if (slot.owner != this) {
      Slots.attach(this);
      return;
    }
    int now = slot.next(this);
    slot.clock = now;
    if (now >= Epoch.LAST_CLOCK) {
      Slots.retire(this);
      return;
    }
    clock.setTime(now);
    epoch = Epoch.of(slot.number, now);
  }

  void leaveSection() {
    if (--sections == 0 && deferred != null) {
      var report = deferred;
      deferred = null;
      report.run();
    }
  }

  @ForceInline
  void enter() {
    int d = ++depth;
    if (d >= calls.length) {
      grow(d);
    }
    history.enter(this, d, calls[d - 1]);
  }

  @DontInline
  private void grow(int d) {
    if (d > 1 << 20) {
      depth = 1; // lost track: native code that unwinds frames for ever
      return;
    }
    calls = Arrays.copyOf(calls, Math.max(d + 1, calls.length * 2));
  }

  /** The places of the calls that are under way, innermost first. */
  int[] stack() {
    int d = Math.min(depth, MAX_DEPTH);
    var places = new int[d];
    for (int i = 0; i < d; i++) {
      places[i] = calls[d - i];
    }
    return places;
  }
}
