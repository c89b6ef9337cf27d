// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each in turn, for so many steps. */
final class RoundRobin implements Decider {
  private final int quantum;
  private int steps;
  private int lastNumber = -1;
  private int draws;

  /**
   * @param quantum how many steps one goes before the next; 0: until it has to wait
   */
  RoundRobin(int quantum) {
    this.quantum = quantum;
  }

  @Override
  public int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump) {
    if (last != null && mayStay && !last.hasYielded && (quantum == 0 || ++steps % quantum != 0)) {
      return ready.size() - 1;
    }
    int after = -1;
    int first = 0;
    for (int i = 0; i < ready.size(); i++) {
      int n = ready.get(i).number;
      if (n == lastNumber + 1) {
        after = i; // of thousands it is mostly the first
        break;
      }
      if (n < ready.get(first).number) {
        first = i;
      }
      if (n > lastNumber && (after < 0 || n < ready.get(after).number)) {
        after = i;
      }
    }
    int chosen = after < 0 ? first : after;
    lastNumber = ready.get(chosen).number;
    return chosen;
  }

  @Override
  public int draw(Member m, int bound) {
    return draws++ % bound;
  }
}
