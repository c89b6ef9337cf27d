// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.heddle.Go;
import io.heddle.race.watched.Racing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * More than a hundred small programs with a race, each beside one that looks like it and has none.
 * As goroutines, or as threads: {@code -Dheddle.race.crew=threads}. How often each clean one runs:
 * {@code -Dheddle.race.runs=100}.
 */
@Timeout(60)
class CorpusTest {
  private static final int TRIES = 10;
  private static final int RUNS = Integer.getInteger("heddle.race.runs", 1);
  private static final boolean THREADS =
      System.getProperty("heddle.race.crew", "").equals("threads");
  private static final Pattern CREATION =
      Pattern.compile("(?m)^(?:Goroutine|Thread) .* \\((?:running|finished)\\) created at:\n  \\S");
  private static final Pattern ACCESS =
      Pattern.compile(
          "(?:Write|Read|Previous write|Previous read) of .* by (.*):\n  \\S+\\(\\w+.java");

  /** Two parts run at once in one turn; in the next ones each is first. */
  private static int turn;

  static Stream<Arguments> twins() {
    return Stream.of(
            FieldTwins.twins(),
            ContentsTwins.twins(),
            LockTwins.twins(),
            HandOverTwins.twins(),
            ChannelTwins.twins(),
            PublishedTwins.twins(),
            CopyTwins.twins(),
            IdiomTwins.twins(),
            ValueTwins.twins(),
            LibraryTwins.twins(),
            StreamTwins.twins(),
            LayerTwins.twins(),
            CallbackTwins.twins(),
            UpcallTwins.twins())
        .flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("twins")
  void racy(Twin twin) throws Throwable {
    for (int i = 0; i < TRIES; i++) {
      var reports = run(twin.racy(), CorpusTest::tolerant);
      var found = reports.stream().filter(r -> r.contains(twin.where())).findFirst();
      if (found.isPresent()) {
        var report = found.get();
        var who = ACCESS.matcher(report).results().map(m -> m.group(1)).toList();
        assertThat(who).describedAs("both accesses, with their place:\n%s", report).hasSize(2);
        long created = CREATION.matcher(report).results().count();
        assertThat(created)
            .describedAs("where all but main were created:\n%s", report)
            .isEqualTo(who.stream().filter(w -> !w.equals("main")).distinct().count());
        return;
      }
      assertThat(reports).describedAs("a race elsewhere").isEmpty();
    }
    fail("%s: not found within %s runs", twin.name(), TRIES);
  }

  @ParameterizedTest
  @MethodSource("twins")
  void clean(Twin twin) throws Throwable {
    for (int i = 0; i < RUNS; i++) {
      assertThat(run(twin.clean(), part -> part)).isEmpty();
    }
  }

  /** What a race does to a collection is no failure of the test. */
  private static Twin.Part tolerant(Twin.Part part) {
    return () -> {
      try {
        part.run();
      } catch (RuntimeException e) {
        // as it may happen
      }
    };
  }

  private static List<String> run(Twin.Program program, UnaryOperator<Twin.Part> wrap)
      throws Throwable {
    return Racing.reports(() -> {
      if (THREADS) {
        with(part -> Racing.start(wrap.apply(part)::run), program);
      } else {
        Go.run(() ->
            Racing.run(
                () -> with(part -> Go.go(() -> Racing.run(wrap.apply(part)::run)), program)));
      }
    });
  }

  private static void with(Twin.Crew crew, Twin.Program program) throws Throwable {
    var parts = new ArrayList<Thread>();
    int now = turn = (turn + 1) % 3;
    program.run(
        new Twin.Crew() {
          @Override
          public Thread go(Twin.Part part) {
            var t = crew.go(part);
            parts.add(t);
            return t;
          }

          @Override
          public void both(Twin.Part one, Twin.Part other) {
            go(now == 1 ? other : one);
            if (now != 0) {
              LockSupport.parkNanos(
                  5_000_000); // orders nothing, and the first has most likely ended
            }
            go(now == 1 ? one : other);
          }
        });
    for (var p : parts) {
      p.join();
    }
  }
}
