// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.sched.Goroutine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Who is in a bubble, from birth to end, and who of them is ready. */
final class Members {
  /*
   * By what is made ready: a goroutine, or the continuation of another virtual thread that was started
   * inside. Those belong to the carrier, and to the goroutine that it runs; what other threads make
   * ready comes through the inbox. A goroutine itself has its member, too (BubbleScheduler.Known).
   */
  private final DeterministicScheduler bubble;
  private final Map<Object, Member> members = new ConcurrentHashMap<>();
  private final List<Member> byNumber = new ArrayList<>();
  private final ReadyList ready = new ReadyList();
  private final ConcurrentLinkedQueue<Object> inbox = new ConcurrentLinkedQueue<>();
  private int clockChildren;
  private int births;
  private int live;

  Members(DeterministicScheduler bubble) {
    this.bubble = bubble;
  }

  /** The one that is made ready as this; a new one if there is none yet. */
  Member of(Object key, @Nullable Goroutine g) {
    var known = g == null ? members.get(key) : DeterministicScheduler.memberOf(g);
    if (known != null) {
      return known;
    }
    var parent = bubble.running();
    String path;
    if (parent != null) {
      path = parent.path + "." + ++parent.children;
    } else {
      path = births == 0 ? "0" : "t." + ++clockChildren;
    }
    var continuation = g == null ? (Runnable) key : null;
    var thread =
        g != null ? g.thread() : DeterministicScheduler.threadOfContinuation((Runnable) key);
    var m = new Member(births++, path, g, continuation, thread);
    if (bubble.rules.explores()) {
      byNumber.add(m);
    }
    members.put(key, m);
    if (g != null) {
      DeterministicScheduler.isMember(g, m);
    }
    live += thread == null ? 0 : 1;
    return m;
  }

  /** It has ended; null if it was none. */
  @Nullable Member remove(Object key) {
    var m = members.remove(key);
    if (m != null) {
      m.hasEnded = true;
      live--;
      if (m.goroutine != null) {
        DeterministicScheduler.isMember(m.goroutine, null);
      }
    }
    return m;
  }

  /** Called on any thread. */
  void makeReady(Object key) {
    if (bubble.isOnCarrier()) {
      enqueue(key);
    } else {
      inbox.add(key);
      LockSupport.unpark(bubble.carrier()); // if it is there yet: it looks into the inbox first
    }
  }

  /** Those that other threads made ready, too, longest ready first. */
  ReadyList ready() {
    for (var key = inbox.poll(); key != null; key = inbox.poll()) {
      enqueue(key);
    }
    return ready;
  }

  private void enqueue(Object key) {
    var m = of(key, key instanceof Goroutine g ? g : null);
    if (m.isReady) {
      return;
    }
    m.isReady = true;
    ready.add(m);
    bubble.isReady(m);
  }

  void goesOn(Member m) {
    ready.remove(m);
    m.isReady = false;
  }

  boolean isEmpty() {
    return births == 0;
  }

  /** How many live. */
  int live() {
    return live;
  }

  /** Those that live, in the order of their births. */
  List<Member> living() {
    return members.values().stream().sorted(Comparator.comparingInt(m -> m.number)).toList();
  }

  /** Those that have ended, too; where schedules are explored. */
  List<Member> all() {
    return byNumber;
  }

  @Nullable String pathOf(Goroutine g) {
    var m = members.get(g);
    if (m == null && bubble.isOnCarrier()) { // it has ended
      m = byNumber.stream().filter(x -> x.goroutine == g).findFirst().orElse(null);
    }
    return m == null ? null : m.path;
  }
}
