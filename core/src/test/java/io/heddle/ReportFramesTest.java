// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.context.Context;
import io.heddle.internal.program.Frames;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever starts a goroutine: a report shows the user's frames and none of the machinery. */
@Tag("once")
class ReportFramesTest {
  private interface Starter {
    void start(Task body) throws Exception;
  }

  private enum Way implements Starter {
    GO(Go::go),
    WAIT_GROUP(body -> new WaitGroup().go(body)),
    ERR_GROUP(body -> new ErrGroup().go(body)),
    EXECUTOR(body -> Go.executor().execute(unchecked(body))),
    THREAD_FACTORY(body -> Go.threadFactory().newThread(unchecked(body)).start()),
    TIMER(body -> Time.afterFunc(Duration.ZERO, body)),
    CONTEXT(body -> {
      try (var c = Context.background().withCancel()) {
        var _ = c.afterFunc(body);
      }
    });

    private final Starter starter;

    Way(Starter starter) {
      this.starter = starter;
    }

    @Override
    public void start(Task body) throws Exception {
      starter.start(body);
    }
  }

  private static Runnable unchecked(Task body) {
    return () -> {
      try {
        body.run();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void ofUserHasNoneOfTheMachinery(Way way) throws Exception {
    var seen = Channel.<List<StackTraceElement>>make(1);

    way.start(() -> seen.send(Frames.ofUser(new Throwable().getStackTrace())));

    assertThat(seen.receive())
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.getClassName()).startsWith(ReportFramesTest.class.getName()));
  }
}
