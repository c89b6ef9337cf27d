// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.runtime.Goroutines;
import io.heddle.runtime.Leak;
import io.heddle.runtime.Leaks;
import io.heddle.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A search for leaks finds no memory, at whichever allocation: the next one tells of what it would
 * have told, once. In a copy that {@link FaultyCore} makes.
 */
@Tag("once") // whatever the scheduler
class LeakFaultTest {
  @Test
  void whatLeakedIsToldOnce() throws Exception {
    FaultyCore.play(Plays.class);
  }

  /** The part that runs in the copy. */
  public static final class Plays {
    private static final int TOO_MANY = 100_000;

    /** There are some hundred allocations, and each search collects garbage. */
    private static final int STRIDE = 4;

    private Plays() {}

    public static void play() throws Exception {
      leak();
      FaultPoint.arm(TOO_MANY);
      Leaks.find();
      int points = FaultPoint.disarm();
      assertThat(points).isGreaterThan(100);
      for (int n = Seed.of(LeakFaultTest.class).nextInt(STRIDE); n < points; n += STRIDE) {
        var name = leak();
        var told = new ArrayList<>(failingAt(n));
        told.addAll(Leaks.find());
        var names = told.stream().map(Leak::name).filter(name::equals);
        assertThat(names).as("failed at allocation %d of %d", n, points).hasSize(1);
      }
    }

    private static List<Leak> failingAt(int n) {
      FaultPoint.arm(n);
      try {
        return Leaks.find();
      } catch (OutOfMemoryError e) {
        return List.of();
      } finally {
        FaultPoint.disarm();
      }
    }

    private static int leaked;

    /** Starts one, and returns its name when it waits for ever. */
    private static String leak() throws InterruptedException {
      var name = "leak " + ++leaked;
      go(name, () -> Channel.make().receive());
      while (Goroutines.list().stream()
          .noneMatch(g -> g.name().equals(name) && g.state().equals("waiting"))) {
        Thread.sleep(1);
      }
      return name;
    }
  }
}
