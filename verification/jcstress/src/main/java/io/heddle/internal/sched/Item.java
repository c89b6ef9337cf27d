// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import org.jspecify.annotations.Nullable;

/**
 * What the tests queue. Its number is a plain field, written just before it is queued: who takes it
 * must see it.
 */
final class Item extends Ready {
  private int number;

  /**
   * @param number 1 to 4
   */
  static Item of(int number) {
    var item = new Item();
    item.number = number;
    return item;
  }

  /**
   * What was taken, as a decimal number with one digit for each item: 101 says that item 1 and item
   * 3 were taken, once each, and 20 that item 2 was taken twice. Something taken that is no item,
   * or one whose number was not to be seen, counts 100000.
   */
  static int tally(@Nullable Ready... taken) {
    int sum = 0;
    for (var r : taken) {
      sum += once(r);
    }
    return sum;
  }

  static int once(@Nullable Ready r) {
    return switch (r instanceof Item i ? i.number : 0) {
      case 1 -> 1;
      case 2 -> 10;
      case 3 -> 100;
      case 4 -> 1000;
      default -> 100_000;
    };
  }

  /** As {@link #once}, but null is nothing. */
  static int ifAny(@Nullable Ready r) {
    return r == null ? 0 : once(r);
  }

  @Override
  void resume() {
    throw new AssertionError("nothing runs here");
  }
}
