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
  private final List<String> doubled = new ArrayList<>();
  private final List<String> late = new ArrayList<>();
  private long received;
  private long different;

  Books(int senders, int each) {
    this.each = each;
    seen = new BitSet[senders];
    latest = new int[senders];
    for (int s = 0; s < senders; s++) {
      seen[s] = new BitSet(each);
      latest[s] = -1;
    }
  }

  void enter(String value, long deliveries) {
    int space = value.indexOf(' ');
    int sender = Integer.parseInt(value, 0, space, 10);
    int n = Integer.parseInt(value, space + 1, value.length(), 10);
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

  void checkNothingIsDoubled() {
    assertThat(doubled).as("taken twice").isEmpty();
  }

  void check() {
    checkNothingIsDoubled();
    assertThat(late).as("out of order").isEmpty();
  }
}
