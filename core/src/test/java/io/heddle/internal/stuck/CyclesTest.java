// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once") // whatever the scheduler
class CyclesTest {
  private final Thread[] threads = new Thread[2000];
  private final Map<Long, Blocked> blocked = new HashMap<>();

  CyclesTest() {
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> {});
    }
  }

  private void waits(int who, boolean anyWillDo, Integer... forWhom) {
    var ids = List.of(forWhom).stream().map(i -> threads[i].threadId()).toList();
    var hold = new Hold(ids, anyWillDo);
    blocked.put(threads[who].threadId(), new Blocked(threads[who], null, "lock", "token", hold));
  }

  private Set<Set<Integer>> circles() {
    return Cycles.among(blocked.values()).circles().stream()
        .map(this::numbers)
        .collect(Collectors.toSet());
  }

  private Set<Integer> numbers(List<Blocked> some) {
    var all = List.of(threads);
    return some.stream()
        .map(b -> all.indexOf(b.thread()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void aChainIsNone() {
    waits(0, false, 1);
    waits(1, false, 2); // which runs
    assertThat(circles()).isEmpty();
  }

  @Test
  void aCircleBeginsWithTheOneThatWasStartedFirst() {
    for (int i = 0; i < 100; i++) { // of which a hash table has some the other way round
      waits(i, false, i + 1000);
      waits(i + 1000, false, i);
    }
    assertThat(Cycles.among(blocked.values()).circles())
        .hasSize(100)
        .allMatch(c -> c.getFirst().id() < c.getLast().id());
  }

  @Test
  void twoCirclesAndWhoWaitsBehindThem() {
    waits(0, false, 1);
    waits(1, false, 0);
    waits(2, false, 2);
    waits(3, false, 2);
    waits(4, false, 3);
    assertThat(circles()).containsExactlyInAnyOrder(Set.of(0, 1), Set.of(2));
    assertThat(numbers(Cycles.among(blocked.values()).behind())).containsExactly(3, 4);
  }

  @Test
  void ofCrowdsThoseBehindACircle() {
    waits(0, false, 1);
    waits(1, false, 0);
    var stuck = Hold.by(threads[0].threadId());
    var running = Hold.by(threads[2].threadId());
    for (int i = 10; i < 30; i++) {
      var hold = i < 15 || i >= 25 ? stuck : running;
      blocked.put(threads[i].threadId(), new Blocked(threads[i], null, "lock", "token", hold));
    }
    waits(40, false, 15); // who waits for one that runs
    waits(41, false, 10);
    assertThat(circles()).containsExactly(Set.of(0, 1));
    assertThat(numbers(Cycles.among(blocked.values()).behind()))
        .containsExactly(10, 11, 12, 13, 14, 25, 26, 27, 28, 29, 41);
  }

  @Test
  void oneOfSeveralIsEnoughToGoOn() {
    waits(0, true, 0, 1); // 1 runs
    waits(2, false, 0);
    assertThat(circles()).isEmpty();
    waits(1, true, 0, 1);
    assertThat(circles()).containsExactly(Set.of(0, 1));
  }

  @Test
  void whoNeedsAllIsStoppedByOne() {
    waits(0, false, 0, 1); // 1 runs
    assertThat(circles()).containsExactly(Set.of(0));
  }

  @Test
  void aLongCircle() {
    for (int i = 0; i < threads.length; i++) {
      waits(i, false, (i + 1) % threads.length);
    }
    assertThat(circles()).hasSize(1);
    assertThat(circles().iterator().next()).hasSize(threads.length);
  }
}
