// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

/** A variable for two threads. */
final class Cell {
  int value;

  void set() {
    value = 1;
  }

  int get() {
    return value;
  }
}
