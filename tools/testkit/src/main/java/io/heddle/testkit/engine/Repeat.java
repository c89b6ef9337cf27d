// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A schedule given by its deviations. */
final class Repeat implements Decider {
  private record Place(boolean isDraw, int who, int nth) {}

  private final Map<Place, Integer> deviations = new HashMap<>();
  private final List<Deviation> schedule;
  private int seed;
  private @Nullable String misfit;

  Repeat(List<Deviation> schedule) {
    this.schedule = schedule;
    for (var d : schedule) {
      if (d.isSeed()) {
        seed = d.value();
      }
      deviations.put(new Place(d.isDraw(), d.who(), d.nth()), d.value());
    }
  }

  List<Deviation> schedule() {
    return schedule;
  }

  @Override
  public int seed() {
    return seed;
  }

  @Override
  public int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump) {
    int plainest = mayStay ? ready.size() - 1 : 0;
    var value = last == null ? null : deviations.get(new Place(false, last.number, last.decisions));
    if (value == null) {
      return plainest;
    }
    if (value == Deviation.clock()) {
      return mayJump ? CLOCK : missed("the clock could not jump", plainest);
    }
    for (int i = 0; i < ready.size(); i++) {
      if (ready.get(i).number == value - 1) {
        return i;
      }
    }
    return missed("the goroutine that went on could not go on", plainest);
  }

  private int missed(String what, int plainest) {
    if (misfit == null) {
      misfit = what;
    }
    return plainest;
  }

  @Override
  public int draw(Member m, int bound) {
    var value = deviations.get(new Place(true, m.number, m.draws));
    return value == null || value >= bound ? 0 : value;
  }

  /** What could not be followed first; null if all could. */
  @Nullable String misfit() {
    return misfit;
  }
}
