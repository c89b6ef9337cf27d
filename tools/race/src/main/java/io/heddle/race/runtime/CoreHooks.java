// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** What Heddle's core tells: the bodies of the methods of its {@code Race}. */
public final class CoreHooks {
  /*
   * A waiter has two clocks, in its Side: what its thread had done when it began to wait (order), and
   * what it is to know when it goes on (reply). Only one thread serves it; the first is written before it is in a
   * queue and read by who takes it out, the second before it is woken and read when it was: so plain.
   */
  private static final String CLOSED = " (send and close at the same time)";
  private static final String GROUP = "sync.WaitGroup (add and await at the same time)";

  private CoreHooks() {}

  /** The use of a channel or wait group: a variable of its own, whose accesses may race. */
  private record Use(String begin, long id, String end) implements Reports.Synthetic {
    @Override
    public String what() {
      return id == 0 ? begin : begin + id + end;
    }
  }

  public static void passOn(Object from, Object to) {
    var side = from == null ? null : SideTable.ifAny(from);
    var v = side == null ? null : side.syncIfAny(Role.ORDER);
    if (v != null && to != null) {
      var target = SideTable.of(to);
      var now = v.now();
      target.sync(Role.ORDER).add(now);
      target.sync(Role.CLOSE).add(now);
    }
  }

  public static void sends(Object channel, long id) {
    use(channel, false, "channel #", id, CLOSED);
  }

  public static void closes(Object channel, long id) {
    use(channel, true, "channel #", id, CLOSED);
    SideTable.of(channel).sync(Role.CLOSE).release(ThreadState.current());
  }

  public static void firstAdd(Object group) {
    use(group, false, GROUP, 0, "");
  }

  public static void firstAwait(Object group) {
    use(group, true, GROUP, 0, "");
  }

  /** The place is that of the call that the program makes. */
  private static void use(Object o, boolean isWrite, String begin, long id, String end) {
    var s = ThreadState.current();
    int depth = s.depth;
    int place = depth < s.calls.length ? s.calls[depth] : 0;
    if (place == 0) {
      return; // by the library itself, for nobody
    }
    var side = SideTable.of(o).sized(1);
    if (side.use == null) {
      side.use = new Use(begin, id, end);
    }
    if (isWrite) {
      side.write(s, 0, place, side.use);
    } else {
      side.read(s, 0, place, side.use);
    }
  }

  public static void sawClose(Object channel) {
    var side = SideTable.ifAny(channel);
    var v = side == null ? null : side.syncIfAny(Role.CLOSE);
    if (v != null) {
      v.acquire(ThreadState.current());
    }
  }

  public static void stored(Object channel, int capacity, int before, int after, boolean dropsNew) {
    order(SideTable.of(channel)).stored(ThreadState.current(), capacity, before, after, dropsNew);
  }

  public static void storedFor(Object channel, int capacity, Object w) {
    var side = SideTable.of(w);
    var order = order(SideTable.of(channel));
    order.storedFor(side.order);
    side.reply = order.lastRoom(capacity);
  }

  public static void taken(Object channel, int capacity) {
    var s = ThreadState.current();
    var side = SideTable.of(channel);
    order(side).taken(s, capacity);
    var v = side.syncIfAny(Role.ORDER); // of a timer: who set it
    if (v != null) {
      v.acquire(s);
    }
  }

  public static void handed(Object channel, int capacity, Object w) {
    var s = ThreadState.current();
    var side = SideTable.of(w);
    if (capacity == 0) {
      s.clock.learn(side.order);
    } else {
      order(SideTable.of(channel)).handed(s, capacity, side.order);
    }
    side.reply = s.release();
  }

  public static void fetched(Object channel, Object w) {
    var s = ThreadState.current();
    var side = SideTable.of(w);
    s.clock.learn(side.order);
    side.reply = s.release();
  }

  public static void waits(Object w) {
    SideTable.of(w).order = ThreadState.current().release();
  }

  public static void woken(Object w) {
    var side = SideTable.ifAny(w);
    var reply = side == null ? null : side.reply;
    if (reply != null) {
      ThreadState.current().clock.learn(reply);
    }
  }

  private static ChannelOrder order(Side side) {
    var order = side.channel;
    if (order == null) {
      order = new ChannelOrder(); // the channel's lock is held
      side.channel = order;
    }
    return order;
  }

  public static void locked(Object lock) {
    WaitHooks.locked(lock, "");
  }

  public static void unlocks(Object lock) {
    WaitHooks.unlocks(lock, "");
  }
}
