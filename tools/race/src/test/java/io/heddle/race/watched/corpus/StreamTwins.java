// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.use;

import io.heddle.race.watched.corpus.FieldTwins.Box;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Parallel streams, which run a part on any worker, and prefixes of arrays. */
@SuppressWarnings("ThreadPriorityCheck")
final class StreamTwins {
  private static final int PARTS = 400;

  private StreamTwins() {}

  private static Box sum(Box a, Box b) {
    var sum = new Box();
    sum.value = a.value + b.value;
    return sum;
  }

  private static Stream<Box> boxes() {
    return IntStream.range(0, PARTS).parallel().mapToObj(i -> new Box(1));
  }

  static Stream<Arguments> twins() {
    return Stream.of(
        Twin.either(
            "parallel collect",
            (c, inTime) -> {
              var shared = new Box();
              var all =
                  boxes()
                      .collect(
                          Box::new,
                          (a, b) -> (inTime ? a : shared).value += slow(b).value,
                          (a, b) -> a.value += b.value);
              use(all.value);
            }),
        Twin.either(
            "forEachOrdered",
            (c, inTime) -> {
              var shared = new Box();
              if (inTime) {
                boxes().forEachOrdered(b -> shared.value += slow(b).value);
              } else {
                boxes().forEach(b -> shared.value += slow(b).value);
              }
              use(shared.value);
            }),
        Twin.either(
            "a scan in a parallel stream",
            (c, inTime) -> {
              var shared = new Box();
              boxes()
                  .map(b -> inTime ? slow(b) : sum(slow(b), shared))
                  .gather(Gatherers.scan(Box::new, StreamTwins::sum))
                  .forEach(b -> {
                    use(b.value);
                    if (!inTime) {
                      shared.value = 1;
                    }
                  });
            }),
        Twin.either(
            "parallelPrefix",
            (c, inTime) -> {
              var shared = new Box();
              var all = new Box[40 * PARTS];
              Arrays.setAll(all, i -> new Box(1));
              Arrays.parallelPrefix(
                  all,
                  (a, b) -> {
                    if (!inTime) {
                      LockSupport.parkNanos(1000); // when it is called it knows all
                      shared.value++;
                    }
                    return sum(a, b);
                  });
              use(all[all.length - 1].value);
            }),
        Twin.either(
            "toConcurrentMap",
            (c, inTime) -> {
              var shared = new Box();
              var map =
                  boxes()
                      .collect(
                          Collectors.toConcurrentMap(
                              b -> "all",
                              b -> inTime ? slow(b) : sum(slow(b), shared),
                              (a, b) -> {
                                if (!inTime) {
                                  shared.value++;
                                }
                                return sum(a, b);
                              }));
              use(map.get("all").value);
            }),
        Twin.either(
            "groupingByConcurrent",
            (c, inTime) -> {
              var shared = new Box();
              var map =
                  boxes()
                      .collect(
                          Collectors.groupingByConcurrent(
                              b -> inTime ? 1 : ++shared.value & 1,
                              Collectors.reducing(new Box(), StreamTwins::sum)));
              use(map.size());
            }));
  }

  /** Gives the other workers time to take a part. */
  private static Box slow(Box b) {
    Thread.yield();
    return b;
  }
}
