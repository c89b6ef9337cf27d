// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Who has sent what and what has come of it: values are {@code SENDER NUMBER}. */
final class Books {
  private final int each;
  private final BitSet[] seen;
  private final int[] latest;

  /** Where in the stream each was first stored, as far as is known; 0: not known. */
  private final long[][] places;

  private final List<String> doubled = new ArrayList<>();
  private final List<String> late = new ArrayList<>();
  private long received;
  private long different;

  Books(int senders, int each) {
    this.each = each;
    seen = new BitSet[senders];
    latest = new int[senders];
    places = new long[senders][each];
    for (int s = 0; s < senders; s++) {
      seen[s] = new BitSet(each);
      latest[s] = -1;
    }
  }

  /** One that a queue has delivered. */
  void enter(Delivery<String> d) {
    long place = ((OfMessage<?>) d).message().metaData().streamSequence();
    var before = places[sender(d.value())];
    int n = number(d.value());
    before[n] = before[n] == 0 ? place : Math.min(before[n], place);
    enter(d.value(), d.deliveries());
  }

  private static int sender(String value) {
    return Integer.parseInt(value, 0, value.indexOf(' '), 10);
  }

  private static int number(String value) {
    return Integer.parseInt(value, value.indexOf(' ') + 1, value.length(), 10);
  }

  void enter(String value, long deliveries) {
    int sender = sender(value);
    int n = number(value);
    received++;
    if (seen[sender].get(n)) {
      doubled.add(value);
      return;
    }
    seen[sender].set(n);
    different++;
    // What was on its way when a connection broke comes again, and late: that is promised.
    if (deliveries == 1) {
      if (n < latest[sender]) {
        late.add(value + " after " + latest[sender]);
      }
      latest[sender] = Math.max(n, latest[sender]);
    }
  }

  long received() {
    return received;
  }

  boolean areFull() {
    return different == (long) seen.length * each;
  }

  /**
   * True if the stream had all of a sender in their order. While it is false another delivery may
   * say so: one that was lost comes again, and after its double, if that had a later place.
   */
  boolean areStoredInOrder() {
    for (var ofSender : places) {
      for (int n = 1; n < each; n++) {
        if (ofSender[n] <= ofSender[n - 1]) {
          return false;
        }
      }
    }
    return true;
  }

  void checkNothingIsDoubled() {
    assertThat(doubled).as("taken twice").isEmpty();
  }

  void checkOrder() {
    assertThat(late).as("out of order").isEmpty();
  }

  void check() {
    checkNothingIsDoubled();
    checkOrder();
  }
}
