// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** What Heddle's core tells: the bodies of the methods of its {@code Race}. */
public final class CoreHooks {
  /*
   * A waiter has two clocks: what its thread had done when it began to wait (ORDER), and what it is to
   * know when it goes on (REPLY).
   */
  private CoreHooks() {}

  /** The use of a channel or wait group: a variable of its own, whose accesses may race. */
  private record Use(String what) implements Reports.Synthetic {}

  public static void passOn(Object from, Object to) {
    var side = from == null ? null : SideTable.ifAny(from);
    var v = side == null ? null : side.syncIfAny(Role.ORDER);
    if (v != null && to != null) {
      var target = SideTable.of(to);
      target.sync(Role.ORDER).add(v.now());
      target.sync(Role.CLOSE).add(v.now());
    }
  }

  public static void sends(Object channel, long id) {
    use(channel, false, "channel #" + id + " (send and close at the same time)");
  }

  public static void closes(Object channel, long id) {
    use(channel, true, "channel #" + id + " (send and close at the same time)");
    SideTable.of(channel).sync(Role.CLOSE).release(ThreadState.current());
  }

  public static void firstAdd(Object group) {
    use(group, false, "sync.WaitGroup (add and await at the same time)");
  }

  public static void firstAwait(Object group) {
    use(group, true, "sync.WaitGroup (add and await at the same time)");
  }

  /** The place is that of the call that the program makes. */
  private static void use(Object o, boolean isWrite, String what) {
    var s = ThreadState.current();
    int depth = s.depth;
    int place = depth < s.calls.length ? s.calls[depth] : 0;
    if (place == 0) {
      return; // by the library itself, for nobody
    }
    var side = SideTable.of(o).sized(1);
    if (isWrite) {
      side.write(s, 0, place, new Use(what));
    } else {
      side.read(s, 0, place, new Use(what));
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
    order(channel).stored(ThreadState.current(), capacity, before, after, dropsNew);
  }

  public static void storedFor(Object channel, int capacity, Object w) {
    var side = SideTable.of(w);
    var order = order(channel);
    order.storedFor(side.sync(Role.ORDER).now());
    side.sync(Role.REPLY).add(order.lastRoom(capacity));
  }

  public static void taken(Object channel, int capacity) {
    var s = ThreadState.current();
    order(channel).taken(s, capacity);
    Hooks.acquire(channel); // of a timer: who set it
  }

  public static void handed(Object channel, int capacity, Object w) {
    var s = ThreadState.current();
    var side = SideTable.of(w);
    if (capacity == 0) {
      side.sync(Role.ORDER).acquire(s);
    } else {
      order(channel).handed(s, capacity, side.sync(Role.ORDER).now());
    }
    side.sync(Role.REPLY).release(s);
  }

  public static void fetched(Object channel, Object w) {
    var s = ThreadState.current();
    var side = SideTable.of(w);
    side.sync(Role.ORDER).acquire(s);
    side.sync(Role.REPLY).release(s);
  }

  public static void waits(Object w) {
    SideTable.of(w).sync(Role.ORDER).release(ThreadState.current());
  }

  public static void woken(Object w) {
    var side = SideTable.ifAny(w);
    var v = side == null ? null : side.syncIfAny(Role.REPLY);
    if (v != null) {
      v.acquire(ThreadState.current());
    }
  }

  private static ChannelOrder order(Object channel) {
    var side = SideTable.of(channel);
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
