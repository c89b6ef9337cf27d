// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.Task;
import io.heddle.testkit.engine.Rules;
import io.heddle.testkit.engine.Search;
import io.heddle.testkit.engine.Watch;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may be left when main returns: those who are written never to end. */
@Timeout(60)
class EndlessTest {
  private static Search.Found explored(Rules rules, Task body) throws InterruptedException {
    return new Search(
            new Search.Settings(
                rules, "PORTFOLIO", 1, 5, Duration.ofHours(1), false, t -> t, Watch.NOBODY),
            body)
        .run();
  }

  private static void generate(Channel<Integer> out) throws InterruptedException {
    for (int i = 2; ; i++) {
      out.send(i);
    }
  }

  private static void generateTo(Channel<Integer> out, int last) throws InterruptedException {
    for (int i = 2; i < last; i++) {
      out.send(i);
    }
  }

  private static void doubles(Channel<Integer> in, Channel<Integer> out) {
    while (true) {
      try {
        out.send(2 * in.receive());
      } catch (InterruptedException e) {
        return; // which nobody does
      }
    }
  }

  private static void whileOpen(Channel<Integer> in) {
    while (true) {
      try {
        in.receive();
        in.send(1);
      } catch (IllegalStateException e) {
        return;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aProgramMayLeaveALoopWithoutAnEnd() throws Exception {
    Task body =
        () -> {
          var numbers = Channel.<Integer>make();
          var even = Channel.<Integer>make();
          Go.go(() -> generate(numbers));
          Go.go(() -> doubles(numbers, even));
          assertThat(even.receive() + even.receive()).isEqualTo(10);
        };
    var found = explored(Rules.ofProgram(true), body);
    assertThat(found.failing()).isNull();
    assertThat(found.schedules()).isEqualTo(5);
    assertThat(found.left())
        .anyMatch(l -> l.matches("goroutine 0\\.1 at EndlessTest\\.java:\\d+"))
        .anyMatch(l -> l.matches("goroutine 0\\.2 at EndlessTest\\.java:\\d+"));

    var inATest = explored(Rules.ofExplorer(true), body).failing();
    assertThat(inATest).isNotNull();
    assertThat(inATest.cause()).isInstanceOf(LeakError.class);
  }

  @Test
  void whoCouldHaveEndedIsALeak() throws Exception {
    isALeak(() -> {
      var c = Channel.<Integer>make();
      Go.go(() -> generateTo(c, 100));
      c.receive();
    });
    isALeak(() -> {
      var c = Channel.<Integer>make();
      Go.go(() -> whileOpen(c));
      c.send(1);
    });
    isALeak(() -> {
      var c = Channel.<Integer>make();
      Go.go(() -> c.send(1));
    });
  }

  /** Beside one that is none. */
  private static void isALeak(Task body) throws InterruptedException {
    var f =
        explored(
                Rules.ofProgram(true),
                () -> {
                  Go.go("endless", () -> generate(Channel.make()));
                  body.run();
                })
            .failing();
    assertThat(f).isNotNull();
    assertThat(f.cause())
        .isInstanceOf(LeakError.class)
        .hasMessageStartingWith("a goroutine is blocked for ever")
        .hasMessageNotContaining("endless");
  }
}
