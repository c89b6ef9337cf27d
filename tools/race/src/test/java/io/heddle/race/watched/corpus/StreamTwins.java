// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.use;

import io.heddle.race.watched.corpus.FieldTwins.Box;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Parallel streams, which run a part on any worker, and prefixes of arrays. */
final class StreamTwins {
  private StreamTwins() {}

  private static Box sum(Box a, Box b) {
    var sum = new Box();
    sum.value = a.value + b.value;
    return sum;
  }

  /** The first worker waits a while until another one has taken a part. */
  static IntStream parts(int n) {
    var workers = ConcurrentHashMap.<Thread>newKeySet();
    return IntStream.range(0, n)
        .parallel()
        .peek(i -> {
          if (i % (n / 8) == 0) {
            workers.add(Thread.currentThread());
            for (int k = 0; k < 20 && workers.size() == 1; k++) {
              LockSupport.parkNanos(1_000_000);
            }
          }
        });
  }

  private static Stream<Box> boxes() {
    return parts(400).mapToObj(i -> new Box(1));
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
                          (a, b) -> (inTime ? a : shared).value += b.value,
                          (a, b) -> a.value += b.value);
              use(all.value);
            }),
        Twin.either(
            "forEachOrdered",
            (c, inTime) -> {
              var shared = new Box();
              if (inTime) {
                boxes().forEachOrdered(b -> shared.value += b.value);
              } else {
                boxes().forEach(b -> shared.value += b.value);
              }
              use(shared.value);
            }),
        Twin.either(
            "a scan in a parallel stream",
            (c, inTime) -> {
              var shared = new Box();
              boxes()
                  .map(b -> {
                    if (!inTime) {
                      shared.value++;
                    }
                    return b;
                  })
                  .gather(Gatherers.scan(Box::new, StreamTwins::sum))
                  .forEach(b -> use(b.value));
            }),
        Twin.either(
            "parallelPrefix",
            (c, inTime) -> {
              var shared = new Box();
              var all = new Box[16_000];
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
                              b -> inTime ? b : sum(b, shared),
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
}
