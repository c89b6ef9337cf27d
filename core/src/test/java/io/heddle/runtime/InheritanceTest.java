// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Bridges;
import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Class loader and inheritable thread-locals: whose they are in what is started, now or later. */
class InheritanceTest {
  private static final Duration SOON = Duration.ofMillis(20);

  private final InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private final ClassLoader mine = new URLClassLoader(new URL[0], before);

  @BeforeEach
  void useMine() {
    Thread.currentThread().setContextClassLoader(mine);
  }

  @AfterEach
  void useTheFormer() {
    Thread.currentThread().setContextClassLoader(before);
  }

  record Seen(ClassLoader loader, String local) {}

  interface Start {
    void start(Task body) throws Exception;
  }

  static List<Arguments> ways() {
    return List.of(
        Arguments.of("go", (Start) Go::go),
        Arguments.of("wait group", (Start) body -> new WaitGroup().go(body)),
        Arguments.of("errgroup", (Start) body -> new ErrGroup().go(body)),
        Arguments.of(
            "executor",
            (Start)
                body ->
                    Go.executor()
                        .submit(() -> {
                          body.run();
                          return 1;
                        })),
        Arguments.of("timer", (Start) body -> Time.afterFunc(SOON, body)),
        Arguments.of(
            "timer of another",
            (Start)
                body -> {
                  var timer = armedElsewhere(body);
                  timer.stop();
                  timer.reset(SOON);
                }),
        Arguments.of(
            "context",
            (Start)
                body -> {
                  var c = Context.background().withCancel();
                  c.afterFunc(body);
                  endElsewhere(c::cancel);
                }),
        Arguments.of(
            "future",
            (Start)
                body -> {
                  var c = Channel.<Integer>make();
                  var received = Bridges.future(c);
                  var _ = received.thenRun(unchecked(body));
                  endElsewhere(() -> c.trySend(1));
                }),
        Arguments.of(
            "deadline", (Start) body -> Context.background().withTimeout(SOON).afterFunc(body)));
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

  /** A platform thread that has another loader, and thread-locals of its own. */
  private static Timer armedElsewhere(Task body) throws InterruptedException {
    var timer = new Timer[1];
    endElsewhere(() -> timer[0] = Time.afterFunc(Duration.ofHours(1), body));
    return timer[0];
  }

  private static void endElsewhere(Runnable action) throws InterruptedException {
    var other =
        Thread.ofPlatform()
            .unstarted(() -> {
              new InheritableThreadLocal<String>().set("another's");
              action.run();
            });
    other.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    other.start();
    other.join();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void theLoaderIsThatOfWhoStartsOrArms(String name, Start way) throws Exception {
    assertThat(seenBy(way).loader()).isSameAs(mine);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void soAreTheThreadLocals(String name, Start way) throws Exception {
    local.set("mine");
    assertThat(seenBy(way)).isEqualTo(new Seen(mine, "mine"));
    local.remove();
    assertThat(seenBy(way)).isEqualTo(new Seen(mine, null));
  }

  private Seen seenBy(Start way) throws Exception {
    var seen = Channel.<Seen>make(1);
    way.start(
        () -> seen.send(new Seen(Thread.currentThread().getContextClassLoader(), local.get())));
    return seen.receive();
  }

  @Test
  void theRuntimesOwnThreadsHaveNothingOfAnybody() throws Exception {
    Go.go(() -> Time.sleep(SOON)).join(); // all of them run
    var own =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().matches("heddle-(?!test).*"))
            .toList();
    assertThat(own).isNotEmpty();
    for (var t : own) {
      assertThat(t.getContextClassLoader()).as(t.getName()).isNull();
      assertThat(t.getThreadGroup().getParent()).as(t.getName()).isNull();
      assertThat(t.getPriority()).as(t.getName()).isEqualTo(Thread.NORM_PRIORITY);
      assertThat(t.isDaemon()).as(t.getName()).isTrue();
    }
  }
}
