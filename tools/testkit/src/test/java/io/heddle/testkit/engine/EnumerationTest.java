// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@link Exhaustive} against an enumeration that leaves out nothing: all choices of all runs, one
 * after the other. Two of its runs count as one if they have the same steps, and all steps that
 * concern each other in the same order. The search must have run each of these, and each once.
 */
@Timeout(120)
class EnumerationTest {
  private static final Footprint ANYTHING = new Footprint();

  static {
    for (int thing = 0; thing < 100; thing++) {
      ANYTHING.add(thing, true);
    }
  }

  /** What the deciders here have in common: each run is written down in its normal form. */
  private abstract static class Noting implements Decider {
    /** A step: the how manieth of whom, and what it concerned. */
    private record Noted(String name, String who, Footprint footprint) {}

    private final List<Noted> steps = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final StringBuilder draws = new StringBuilder();

    /** Steps that concern nothing are left out: some are there only if somebody still waits. */
    void note(Member m, Footprint footprint) {
      if (!footprint.conflictsWith(ANYTHING)) {
        return;
      }
      int n = counts.merge(m.path, 1, Integer::sum);
      steps.add(new Noted(m.path + "/" + n, m.path, footprint.copy()));
    }

    void noteDraw(Member m, int drawn) {
      draws.append(m.path).append('/').append(m.draws).append('=').append(drawn).append(' ');
    }

    /** The steps, and which of two that concern each other was the first; forgets them. */
    String normalForm() {
      var all = new TreeSet<String>();
      for (int j = 0; j < steps.size(); j++) {
        var later = steps.get(j);
        all.add(later.name);
        for (int i = 0; i < j; i++) {
          var earlier = steps.get(i);
          if (!earlier.who.equals(later.who) && earlier.footprint.conflictsWith(later.footprint)) {
            all.add(earlier.name + "<" + later.name);
          }
        }
      }
      var text = all + " " + new TreeSet<>(List.of(draws.toString().split(" ")));
      steps.clear();
      counts.clear();
      draws.setLength(0);
      return text;
    }
  }

  /** Takes every choice that there is, depth first. */
  private static final class Everything extends Noting {
    private final List<int[]> path = new ArrayList<>(); // what was chosen, of how many
    private int depth;

    private int choose(int bound) {
      if (depth == path.size()) {
        path.add(new int[] {0, bound});
      }
      var choice = path.get(depth++);
      assertThat(choice[1]).isEqualTo(bound);
      return choice[0];
    }

    boolean nextRun() {
      depth = 0;
      while (!path.isEmpty()) {
        if (++path.getLast()[0] < path.getLast()[1]) {
          return true;
        }
        path.removeLast();
      }
      return false;
    }

    @Override
    public int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump) {
      // Who comes back from a wait has no step to come: it goes on before the clock does.
      boolean jumps = mayJump && ready.stream().allMatch(m -> m.op != null || m.on.length > 0);
      int chosen = choose(ready.size() + (jumps ? 1 : 0));
      return chosen == ready.size() ? CLOCK : chosen;
    }

    @Override
    public int draw(Member m, int bound) {
      int drawn = choose(bound);
      noteDraw(m, drawn);
      return drawn;
    }

    @Override
    public void did(Member m, Footprint footprint) {
      note(m, footprint);
    }
  }

  /** Asks the search. */
  private static final class Searched extends Noting {
    final Exhaustive search = new Exhaustive();

    @Override
    public int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump) {
      return search.next(ready, last, mayStay, mayJump);
    }

    @Override
    public int draw(Member m, int bound) {
      int drawn = search.draw(m, bound);
      noteDraw(m, drawn);
      return drawn;
    }

    @Override
    public void goesOn(Member m) {
      search.goesOn(m);
    }

    @Override
    public void did(Member m, Footprint footprint) {
      search.did(m, footprint);
      note(m, footprint);
    }
  }

  private CarrierThread carrier;

  /** What a class does when it is initialized would be steps of the first run. */
  @BeforeAll
  static void initialize() {
    var ctx = Context.background().withCancel();
    ctx.cancel();
    assertThat(ctx.done().isClosed()).isTrue();
  }

  @BeforeEach
  void start() {
    carrier = new CarrierThread(false);
  }

  @AfterEach
  void stop() {
    carrier.close();
  }

  @ParameterizedTest
  @MethodSource("io.heddle.testkit.engine.EnumeratedPrograms#programs")
  void eachRunThatDiffersOnce(EnumeratedPrograms.Program p) throws Exception {
    var expected = new HashSet<String>();
    var everything = new Everything();
    int runs = 0;
    do {
      run(p, everything);
      expected.add(everything.normalForm());
      runs++;
    } while (everything.nextRun());

    var searched = new Searched();
    var found = new ArrayList<String>();
    do {
      run(p, searched);
      var form = searched.normalForm();
      if (!searched.search.isRepetition()) {
        found.add(form);
      }
    } while (searched.search.nextRun());
    assertThat(runs).isGreaterThan(1);
    assertThat(Set.copyOf(found)).isEqualTo(expected);
    assertThat(found).hasSameSizeAs(expected);
  }

  private void run(EnumeratedPrograms.Program p, Decider d) throws Exception {
    var rules = Rules.ofExplorer(p.jumps(), 10_000, Duration.ofHours(1), true);
    var run = BubbleRun.of(carrier, new DeterministicScheduler(rules, d), p.body());
    assertThat(run.failure()).isNull();
  }
}
