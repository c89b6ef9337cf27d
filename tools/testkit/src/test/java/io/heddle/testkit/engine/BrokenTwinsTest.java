// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Task;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What each strategy, the shortening and the repetition promise; and that the same with one thing
 * taken away does not keep it: so these tests can see.
 */
@Timeout(60)
class BrokenTwinsTest {
  private static final int RUNS = 200;

  private CarrierThread carrier;

  @BeforeEach
  void start() {
    carrier = new CarrierThread(false);
  }

  @AfterEach
  void stop() {
    carrier.close();
  }

  private Recorder run(Decider d, Task body) throws InterruptedException {
    var run = BubbleRun.of(carrier, new DeterministicScheduler(Rules.ofExplorer(true), d), body);
    assertThat(run.failure()).isNull();
    return run.recorder();
  }

  /** The order in which two goroutines have done two steps each to one channel: one of six. */
  private String order(Decider d) throws InterruptedException {
    return order(d, 2);
  }

  private String order(Decider d, int steps) throws InterruptedException {
    var order = new StringBuffer();
    run(
        d,
        () -> {
          var c = Channel.<Integer>make(10);
          var done = new WaitGroup();
          for (var name : List.of("a", "b")) {
            done.go(() -> {
              for (int i = 0; i < steps; i++) {
                assertThat(c.trySend(1)).isTrue();
                order.append(name);
              }
            });
          }
          done.await();
        });
    return order.toString();
  }

  private Set<String> orders(LongFunction<Decider> of) throws InterruptedException {
    var seen = new TreeSet<String>();
    for (long seed = 0; seed < RUNS; seed++) {
      seen.add(order(of.apply(seed)));
    }
    return seen;
  }

  private static final String[] ALL = {"aabb", "abab", "abba", "baab", "baba", "bbaa"};

  /** Asks another one, but for what a twin leaves out. */
  private abstract static class Twin implements Decider {
    final Decider real;

    Twin(Decider real) {
      this.real = real;
    }

    @Override
    public int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump) {
      return real.next(ready, last, mayStay, mayJump);
    }

    @Override
    public int draw(Member m, int bound) {
      return real.draw(m, bound);
    }

    @Override
    public void goesOn(Member m) {
      real.goesOn(m);
    }

    @Override
    public void did(Member m, Footprint footprint) {
      real.did(m, footprint);
    }
  }

  /** Never makes anybody wait who could go on. */
  private static final class Polite extends Twin {
    Polite(Decider real) {
      super(real);
    }

    @Override
    public int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump) {
      int chosen = super.next(ready, last, mayStay, mayJump);
      return mayStay ? ready.size() - 1 : chosen;
    }
  }

  @Test
  void theRandomWalkSeesAllOrders() throws Exception {
    assertThat(orders(RandomWalk::new)).containsExactly(ALL);
    assertThat(orders(seed -> new Polite(new RandomWalk(seed)))).containsExactly("aabb", "bbaa");
  }

  @Test
  void partialOrderSamplingSeesAllOrders() throws Exception {
    assertThat(orders(Pos::new)).containsExactly(ALL);
    // One that never draws again has fixed priorities.
    assertThat(
            orders(seed ->
                new Twin(new Pos(seed)) {
                  @Override
                  public void goesOn(Member m) {}
                }))
        .containsExactly("aabb", "bbaa");
  }

  @Test
  void aChangePointIsOnePreemption() throws Exception {
    assertThat(orders(seed -> new Pct(seed, 3, 12))).contains("abba", "baab");
    assertThat(orders(seed -> new Pct(seed, 1, 12))).containsExactly("aabb", "bbaa");
  }

  @Test
  void roundRobinTakesTurns() throws Exception {
    assertThat(order(new RoundRobin(1), 5)).contains("abab");
    assertThat(order(new RoundRobin(0), 5)).isEqualTo("aaaaabbbbb");
  }

  @Test
  void theSearchIsExhaustive() throws Exception {
    assertThat(exhaust(false)).containsExactly(ALL);
    assertThat(exhaust(true)).hasSize(1);
  }

  /**
   * The broken one is not told what a step has done, and so finds no two that could change places.
   */
  private Set<String> exhaust(boolean isBroken) throws InterruptedException {
    var all = new Exhaustive();
    var seen = new TreeSet<String>();
    do {
      seen.add(
          order(
              isBroken
                  ? new Twin(all) {
                    @Override
                    public void did(Member m, Footprint footprint) {}
                  }
                  : all));
    } while (all.nextRun());
    return seen;
  }

  @Test
  void thePortfolioLearnsHowLongARunIs() {
    var plans = new Plans("PORTFOLIO", 1);
    assertThat(lengths(plans)).containsOnly(16);
    plans.learn(500);
    assertThat(lengths(plans)).containsOnly(500);
    assertThat(IntStream.range(0, 10).mapToObj(i -> plans.plan(i).kind()).distinct()).hasSize(4);
  }

  private static List<Integer> lengths(Plans plans) {
    return IntStream.range(0, 40)
        .mapToObj(plans::plan)
        .filter(p -> p.kind() == 'c')
        .map(Plan::length)
        .toList();
  }

  // ---- shortening ----

  /** Fails if two of the deviations are there. */
  private static class TwoNeeded implements Shrinker.Trial {
    private final Set<Integer> needed;
    private long runs;

    TwoNeeded(Integer... needed) {
      this.needed = Set.of(needed);
    }

    @Override
    public @Nullable List<Deviation> run(List<Deviation> schedule) {
      runs++;
      var values = schedule.stream().map(Deviation::value).toList();
      return values.containsAll(needed) ? schedule : null;
    }

    @Override
    public long steps() {
      return runs;
    }
  }

  private static List<Integer> shortened(Shrinker.Trial trial) throws InterruptedException {
    var all = IntStream.range(0, 40).mapToObj(i -> new Deviation(false, 0, i, i)).toList();
    return new Shrinker(trial).shrink(all).stream().map(Deviation::value).toList();
  }

  @Test
  void shorteningLeavesWhatIsNeeded() throws Exception {
    assertThat(shortened(new TwoNeeded(3, 31))).containsExactly(3, 31);
    assertThat(shortened(new TwoNeeded(5))).containsExactly(5);
    // One that looks at the first half alone.
    assertThat(
            shortened(
                new TwoNeeded(3, 31) {
                  @Override
                  public @Nullable List<Deviation> run(List<Deviation> schedule) {
                    return null;
                  }
                }))
        .hasSize(40);
  }

  // ---- repetition ----

  private static void manyChoices() throws Exception {
    var c = Channel.<Integer>make(1);
    var d = Channel.<Integer>make(1);
    var done = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      done.go(() -> {
        io.heddle.Select.select(
            io.heddle.Select.onSend(c, 1, () -> {}),
            io.heddle.Select.onSend(d, 1, () -> {}),
            io.heddle.Select.onTimeout(Duration.ofSeconds(1), () -> {}));
        Time.sleep(Duration.ofSeconds(1));
      });
    }
    done.await();
  }

  @Test
  void aRepetitionIsTheSame() throws Exception {
    int same = 0;
    int sameOfTwin = 0;
    for (long seed = 0; seed < 30; seed++) {
      var first = run(new RandomWalk(seed), BrokenTwinsTest::manyChoices);
      var schedule = new ArrayList<>(first.deviations());
      var again = run(new Repeat(schedule), BrokenTwinsTest::manyChoices);
      same += first.firstDifference(again) < 0 && first.digest() == again.digest() ? 1 : 0;
      schedule.removeIf(d -> !d.isDraw());
      var twin = run(new Repeat(schedule), BrokenTwinsTest::manyChoices);
      sameOfTwin += first.firstDifference(twin) < 0 ? 1 : 0;
    }
    assertThat(same).isEqualTo(30);
    assertThat(sameOfTwin).isLessThan(30);
  }

  @Test
  void aTokenHoldsASchedule() {
    var all =
        Arrays.asList(
            new Deviation(false, 2, 0, 3), new Deviation(true, 1, 4, 2), Deviation.seed(77));
    var token = Token.of(all, null, false, 12345, null);
    assertThat(Token.parse(token).deviations()).isEqualTo(all);
    for (int i = 0; i < token.length(); i++) {
      var other = new StringBuilder(token);
      other.setCharAt(i, token.charAt(i) == 'q' ? 'r' : 'q');
      assertThat(isRefused(other.toString())).as("at %d of %s", i, token).isTrue();
    }
  }

  private static boolean isRefused(String word) {
    try {
      Token.parse(word);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
