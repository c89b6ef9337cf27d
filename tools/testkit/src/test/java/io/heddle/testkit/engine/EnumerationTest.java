// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.sync.Cond;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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

  /** A program, and whether the clock may jump while somebody could go on. */
  private record Program(String name, boolean jumps, Task body) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Program program(String name, Task body) {
    return new Program(name, false, body);
  }

  /**
   * Goroutines that do that to what all share; main does not wait for them, but its bubble does.
   */
  private static void all(Task... tasks) {
    for (var t : tasks) {
      Go.go(t);
    }
  }

  static Stream<Program> programs() {
    return Stream.of(
        program("three send to one channel", EnumerationTest::senders),
        program("a wait group of two", EnumerationTest::group),
        program("two lock a mutex", EnumerationTest::lockers),
        program("two try to lock it", EnumerationTest::triers),
        program("a reader and a writer", EnumerationTest::readers),
        program("two senders meet a receiver", EnumerationTest::rendezvous),
        program("a select of two channels", EnumerationTest::selecting),
        program("a select that sends or receives", EnumerationTest::bothWays),
        program("two run a once", EnumerationTest::once),
        program("two want the only permit", EnumerationTest::permit),
        program("a range and a close", EnumerationTest::range),
        program("two locks, always in one order", EnumerationTest::ordered),
        program("two sleep", EnumerationTest::sleepers),
        program("a condition", EnumerationTest::condition),
        program("a context that is cancelled", EnumerationTest::cancelled),
        program("main's last step", EnumerationTest::lastStep),
        new Program("a timeout that may come early", true, EnumerationTest::timeout),
        new Program("one sleeps, and the clock may jump", true, EnumerationTest::jumps));
  }

  private static void senders() {
    var c = Channel.<Integer>unbounded();
    all(() -> c.send(1), () -> c.send(2), () -> c.send(3));
  }

  private static void group() throws Exception {
    var done = new WaitGroup();
    done.go(() -> {});
    done.go(() -> {});
    done.await();
  }

  private static void lockers() {
    var m = new Mutex();
    Task lockAndUnlock =
        () -> {
          m.lock();
          m.unlock();
        };
    all(lockAndUnlock, lockAndUnlock);
  }

  private static void triers() {
    var m = new Mutex();
    Task ifFree =
        () -> {
          if (m.tryLock()) {
            m.unlock();
          }
        };
    all(ifFree, ifFree);
  }

  private static void readers() {
    var m = new RWMutex();
    all(
        () -> {
          m.readLock().lock();
          m.readLock().unlock();
        },
        () -> {
          m.writeLock().lock();
          m.writeLock().unlock();
        });
  }

  private static void rendezvous() throws Exception {
    var c = Channel.<Integer>make();
    Go.go(() -> c.send(1));
    Go.go(() -> c.send(2));
    c.receive();
    c.receive();
  }

  private static void selecting() throws Exception {
    var c = Channel.<Integer>make(1);
    var d = Channel.<Integer>make(1);
    Go.go(() -> c.send(1));
    d.send(2);
    for (int i = 0; i < 2; i++) {
      select(onReceive(c, v -> {}), onReceive(d, v -> {}));
    }
  }

  private static void bothWays() throws Exception {
    var c = Channel.<Integer>make(1);
    var d = Channel.<Integer>make(1);
    Go.go(() -> d.send(2));
    select(onSend(c, 1, () -> {}), onReceive(d, v -> {}));
    c.trySend(1);
    c.receive();
  }

  private static void once() {
    var o = new Once();
    var c = Channel.<Integer>unbounded();
    Task run = () -> o.run(() -> c.send(1));
    all(run, run);
  }

  private static void permit() {
    var s = new Semaphore(1);
    Task take =
        () -> {
          s.acquire(1);
          s.release(1);
        };
    all(take, take);
  }

  private static void range() throws Exception {
    var c = Channel.<Integer>make(1);
    Go.go(() -> {
      c.send(1);
      c.send(2);
      c.close();
    });
    int sum = 0;
    for (int v : c) {
      sum += v;
    }
    assertThat(sum).isEqualTo(3);
  }

  private static void ordered() {
    var a = new Mutex();
    var b = new Mutex();
    all(
        () -> {
          a.lock();
          b.lock();
          b.unlock();
          a.unlock();
        },
        () -> {
          b.lock();
          b.unlock();
        });
  }

  private static void sleepers() {
    var c = Channel.<Integer>unbounded();
    Task sleepAndSend =
        () -> {
          Time.sleep(Duration.ofSeconds(1));
          c.send(1);
        };
    all(sleepAndSend, sleepAndSend);
  }

  private static void condition() throws Exception {
    var m = new Mutex();
    var changed = new Cond(m);
    var isReady = new boolean[1];
    Go.go(() -> {
      m.lock();
      while (!isReady[0]) {
        changed.await();
      }
      m.unlock();
    });
    m.lock();
    isReady[0] = true;
    changed.signal();
    m.unlock();
  }

  private static void cancelled() throws Exception {
    var ctx = Context.background().withCancel();
    Go.go(ctx::cancel);
    var c = Channel.<Integer>make(1);
    c.send(1);
    select(onReceive(ctx.done(), v -> {}), onReceive(c, v -> {}));
  }

  private static void lastStep() throws Exception {
    var c = Channel.<Integer>make();
    var d = Channel.<Integer>make(1);
    Go.go(() -> {
      c.send(1);
      d.trySend(1);
    });
    c.receive();
    d.tryReceive();
  }

  private static void timeout() throws Exception {
    var c = Channel.<Integer>make(1);
    Go.go(() -> c.send(1));
    select(onReceive(c, v -> {}), onTimeout(Duration.ofSeconds(1), () -> {}));
  }

  private static void jumps() throws Exception {
    var c = Channel.<Integer>unbounded();
    Go.go(() -> c.send(1));
    Time.sleep(Duration.ofSeconds(1));
    c.tryReceive();
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
  @MethodSource("programs")
  void eachRunThatDiffersOnce(Program p) throws Exception {
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

  private void run(Program p, Decider d) throws Exception {
    var rules = Rules.ofExplorer(p.jumps, 10_000, Duration.ofHours(1), true);
    var run = BubbleRun.of(carrier, new DeterministicScheduler(rules, d), p.body);
    assertThat(run.failure()).isNull();
  }
}
