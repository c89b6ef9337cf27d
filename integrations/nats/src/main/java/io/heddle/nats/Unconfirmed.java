// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values that a sender has taken out of its channel and the server has not confirmed yet. */
final class Unconfirmed {
  /*
   * Values are numbered. Of those here
   *   first ≤ n < sent   have been published in this attempt; n may have been answered or not
   *   sent  ≤ n < next   are to be published, in this attempt, when their turn comes
   * A value leaves, and its room comes back, when it and all before it are stored. An attempt begins with a
   * new connection, or after a refusal: from `first` again.
   * The pump that owns it calls all.
   * Checked by: QueueTest, FaultTest
   */
  static final int MOST = 1024;

  private final @Nullable Sent[] ring = new @Nullable Sent[MOST];
  private long first;
  private long sent;
  private long next;
  private long attempt;

  /** A value, and what the server has said of it. */
  private static final class Sent {
    final Outgoing value;
    boolean stored;
    boolean answered;

    Sent(Outgoing value) {
      this.value = value;
    }
  }

  private Sent at(long n) {
    return Objects.requireNonNull(ring[index(n)]);
  }

  private static int index(long n) {
    return (int) (n & (MOST - 1));
  }

  int size() {
    return (int) (next - first);
  }

  boolean isEmpty() {
    return first == next;
  }

  /** How many are published, in this attempt. */
  int onTheWay() {
    return (int) (sent - first);
  }

  /** True if some are to be published that were taken out of the channel before. */
  boolean hasUnsent() {
    return sent < next;
  }

  void add(Outgoing value) {
    ring[index(next++)] = new Sent(value);
  }

  /** The number of the next one to be published. */
  long turn() {
    return sent;
  }

  long attempt() {
    return attempt;
  }

  /** The next one to be published; null if an earlier attempt has brought it there. */
  @Nullable Outgoing send() {
    var s = at(sent++);
    return s.stored ? null : s.value;
  }

  /** All that is here is to be published again. Returns how many had been. */
  int beginAgain() {
    int again = onTheWay();
    sent = first;
    attempt++;
    for (long n = first; n < next; n++) {
      at(n).answered = at(n).stored;
    }
    return again;
  }

  /** True if something may be said of it that is not known. */
  boolean isOpen(long n) {
    return n >= first && n < next && !at(n).stored;
  }

  void isStored(long n) {
    at(n).stored = true;
    at(n).answered = true;
  }

  void isRefused(long n) {
    at(n).answered = true;
  }

  boolean areAllAnswered() {
    for (long n = first; n < sent; n++) {
      if (!at(n).answered) {
        return false;
      }
    }
    return true;
  }

  /** Lets the first one go if it is stored. */
  boolean confirm() {
    if (first == sent || !at(first).stored) {
      return false;
    }
    ring[index(first++)] = null;
    return true;
  }

  /** Adds those that are not known to be stored. */
  void addTo(List<Object> lost) {
    for (long n = first; n < next; n++) {
      if (!at(n).stored) {
        lost.add(at(n).value.value());
      }
    }
  }
}
