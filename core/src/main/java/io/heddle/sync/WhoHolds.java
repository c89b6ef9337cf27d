// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.stuck.Hold;
import io.heddle.internal.stuck.Holders;
import io.heddle.internal.wait.WaitReason;
import java.util.List;
import java.util.function.Function;

/** Tells the search for deadlocks whom those who wait for a primitive of this package wait for. */
@SuppressWarnings("unused") // by name: see Holders
final class WhoHolds implements Holders {
  @Override
  public Hold of(
      Object on, WaitReason why, Thread waiter, Function<Object, List<Goroutine>> members) {
    // no switch: its first call takes some 10 ms, and most processes search once
    if (on instanceof Mutex m) {
      return Hold.by(m.holder());
    } else if (on instanceof RWMutex m) {
      return m.heldBefore(waiter);
    } else if (on instanceof Completion c) {
      return Hold.by(c.runner());
    } else if (on instanceof Once o) {
      return Hold.by(o.runner());
    } else if (on instanceof OnceValue<?> o) {
      return Hold.by(o.runner());
    } else if (on instanceof WaitGroup g) {
      return g.count() > 0 ? Hold.all(ids(members.apply(g))) : Hold.UNKNOWN;
    }
    return on instanceof Semaphore s ? ofSlots(s, members.apply(s)) : Hold.UNKNOWN;
  }

  /** Of an ErrGroup's limit all holders are known; of any other semaphore none. */
  private static Hold ofSlots(Semaphore s, List<Goroutine> members) {
    return !members.isEmpty() && members.size() == s.held() ? Hold.any(ids(members)) : Hold.UNKNOWN;
  }

  private static List<Long> ids(List<Goroutine> goroutines) {
    return goroutines.stream().map(g -> g.thread().threadId()).toList();
  }
}
