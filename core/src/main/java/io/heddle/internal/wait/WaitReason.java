// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

/**
 * Why a goroutine waits: the one vocabulary of dumps, traces and deadlock reports, with Go's own
 * words ({@code waitReason} in Go's {@code runtime2.go}).
 *
 * <p>A new kind of wait gets a constant of its own; none is used for two things.
 */
public enum WaitReason {
  CHAN_RECEIVE("chan receive"),
  CHAN_SEND("chan send"),
  CHAN_RECEIVE_NIL("chan receive (nil chan)"),
  CHAN_SEND_NIL("chan send (nil chan)"),
  SELECT("select"),
  SELECT_NO_CASES("select (no cases)"),
  SLEEP("sleep"),
  MUTEX_LOCK("sync.Mutex.Lock"),
  RWMUTEX_RLOCK("sync.RWMutex.RLock"),
  RWMUTEX_LOCK("sync.RWMutex.Lock"),
  WAIT_GROUP_WAIT("sync.WaitGroup.Wait"),
  COND_WAIT("sync.Cond.Wait"),
  ONCE("sync.Once"),
  SEMACQUIRE("semacquire"),
  /** The caller of a nested {@code Go.run}; it waits for a whole program. */
  PROGRAM("Go.run"),
  /** Main of a bubble has returned and waits for the others. */
  BUBBLE("end of bubble"),
  /** Somebody in a bubble waits until nobody else can go on. */
  SETTLE("Bubble.settle"),
  IO_WAIT("IO wait"),
  PARK("park"),
  OBJECT_WAIT("Object.wait"),
  MONITOR_ENTER("monitor enter");

  private final String text;

  WaitReason(String text) {
    this.text = text;
  }

  /** The words that a dump shows between the brackets. */
  public String text() {
    return text;
  }
}
