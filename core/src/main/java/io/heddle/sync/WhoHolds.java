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
    return switch (on) {
      case Mutex m -> Hold.by(m.holder());
      case RWMutex m -> m.heldBefore(waiter);
      case Completion c -> Hold.by(c.runner());
      case Once o -> Hold.by(o.runner());
      case OnceValue<?> o -> Hold.by(o.runner());
      case WaitGroup g -> g.count() > 0 ? Hold.all(ids(members.apply(g))) : Hold.UNKNOWN;
      case Semaphore s -> ofSlots(s, members.apply(s));
      default -> Hold.UNKNOWN;
    };
  }

  /** Of an ErrGroup's limit all holders are known; of any other semaphore none. */
  private static Hold ofSlots(Semaphore s, List<Goroutine> members) {
    return !members.isEmpty() && members.size() == s.held() ? Hold.any(ids(members)) : Hold.UNKNOWN;
  }

  private static List<Long> ids(List<Goroutine> goroutines) {
    return goroutines.stream().map(g -> g.thread().threadId()).toList();
  }
}
