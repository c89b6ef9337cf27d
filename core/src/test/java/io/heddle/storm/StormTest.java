// SPDX-License-Identifier: Apache-2.0
package io.heddle.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Scale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * World after world, until there were enough operations: 10^7 in {@code .ci/run}, a quarter on each
 * scheduler. How to run 10^9: CONTRIBUTING.md. A failure names the seed of its world.
 */
class StormTest {
  private static final int OPERATIONS = Scale.of(2_500_000);
  private static final int REPORT_EVERY = 100_000_000;

  @Test
  void everyValueArrivesOnceOrIsAccountedFor() throws Exception {
    long seed = Long.getLong("heddle.storm.seed", System.nanoTime());
    System.out.println("storm: -Dheddle.storm.seed=" + seed);
    long done = 0;
    int worlds = 0;
    long start = System.nanoTime();
    for (long next = seed; done < OPERATIONS; next = new SplittableRandom(next).nextLong()) {
      long before = done;
      done += new World(next).run();
      worlds++;
      if (done / REPORT_EVERY != before / REPORT_EVERY) {
        System.out.println("storm: " + done + " operations");
      }
    }
    System.out.printf(
        "storm: %d operations in %d worlds, %.1f s%n",
        done, worlds, (System.nanoTime() - start) / 1e9);
    assertThat(done).isGreaterThanOrEqualTo(OPERATIONS);
  }
}
