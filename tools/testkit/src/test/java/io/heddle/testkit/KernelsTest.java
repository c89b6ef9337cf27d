// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.DeadlockError;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What exploration finds in small programs that are known to be wrong, and not in right ones. */
@Timeout(300)
class KernelsTest {
  /** For a deep run: -Dheddle.kernels.schedules=5000. */
  private static final int CLEAN = Integer.getInteger("heddle.kernels.schedules", 300);

  private static final Pattern SWITCHES = Pattern.compile(", (\\d+) switch");

  /** Who is stuck, with the wait and its place. */
  private static final Pattern STUCK =
      Pattern.compile(
          "(?m)^goroutine 0[.\\d]* \\[[A-Za-z. ]+](?: \".*\")?:?\\R(?s:.)*?\\w+[.]java:\\d+");

  static Stream<Kernels.Kernel> all() {
    return Stream.of(Kernels.all(), MoreKernels.all(), WildKernels.all()).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("all")
  void isFoundAndRepeated(Kernels.Kernel k) {
    var f = Explorer.of(1000).seed(3).explore(k.broken()).failure();
    assertThat(f).isNotNull();
    assertThat(f.report()).doesNotContain("does not repeat");
    if (f.cause() instanceof DeadlockError || f.cause() instanceof LeakError) {
      assertThat(f.report()).containsPattern(STUCK);
    }
    for (int i = 0; i < 3; i++) {
      var again = Explorer.of(1).replay(f.token(), k.broken()).failure();
      assertThat(again).isNotNull();
      assertThat(again.cause()).hasSameClassAs(f.cause());
    }
  }

  /** Most bugs need no luck: half of them are found in the first twenty schedules. */
  @Test
  void halfOfThemAreFoundAtOnce() {
    var found =
        all()
            .map(k -> Explorer.of(1000).seed(5).shrink(false).explore(k.broken()).failure())
            .map(f -> f == null ? Integer.MAX_VALUE : f.schedule())
            .sorted()
            .toList();
    assertThat(found.get(found.size() / 2)).as(found.toString()).isLessThanOrEqualTo(20);
    assertThat(found.getLast()).as(found.toString()).isLessThanOrEqualTo(1000);
  }

  /** On average at most twice as long as the shortest that is known, that of ten other seeds. */
  @Test
  void shortenedSchedulesAreShort() {
    var ratios =
        all()
            .mapToDouble(k -> {
              int shortest =
                  IntStream.range(10, 20).map(seed -> switches(k, seed)).min().getAsInt();
              return (switches(k, 3) + 1.0) / (shortest + 1);
            })
            .summaryStatistics();
    assertThat(ratios.getAverage()).as(ratios.toString()).isLessThanOrEqualTo(2);
  }

  private static int switches(Kernels.Kernel k, long seed) {
    var f = Explorer.of(1000).seed(seed).explore(k.broken()).failure();
    assertThat(f).as(k + " with seed " + seed).isNotNull();
    var found = SWITCHES.matcher(f.report());
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  @ParameterizedTest
  @MethodSource("all")
  void isCleanOnceMended(Kernels.Kernel k) {
    var e = Explorer.of(CLEAN).seed(3).explore(k.fixed());
    assertThat(e.failure()).as(() -> e.failure().report()).isNull();
  }
}
