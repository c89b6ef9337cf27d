// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that GoTestTest runs through JUnit's launcher, the failing ones included. */
class GoTestCases {
  static final Set<Object> INSTANCES = ConcurrentHashMap.newKeySet();
  static final List<String> LOG = java.util.Collections.synchronizedList(new ArrayList<>());

  static class Good {
    private final Channel<Integer> field = Channel.make(1);
    private boolean isReady;
    @TempDir Path folder;

    @BeforeEach
    void before() {
      isReady = Bubble.isInside() && Files.isDirectory(folder);
      LOG.add("before");
    }

    @AfterEach
    void after() {
      LOG.add(Bubble.isInside() ? "after" : "after, outside");
    }

    @GoTest
    void virtualTime() throws Exception {
      assertThat(isReady).isTrue();
      Go.go(() -> {
        Time.sleep(Duration.ofHours(3));
        field.send(1);
      });
      assertThat(field.receive()).isEqualTo(1);
    }

    @GoTest(schedules = 20, seed = 1)
    void aFreshInstanceForEachSchedule() {
      assertThat(isReady).isTrue();
      INSTANCES.add(this);
    }

    @GoTest
    void assumes() {
      assumeTrue(false, "not here");
    }

    @GoTest(schedules = 3, seed = 1)
    void assumesWhenExploring() {
      assumeTrue(false, "not here");
    }

    @GoTest
    @ValueSource(ints = {1, 2, 3})
    void values(int n) {
      LOG.add("value " + n);
    }

    @GoTest(schedules = 2, seed = 1)
    @CsvSource({"1, one", "2, two"})
    void rows(int n, String word) {
      LOG.add("row " + n + word);
    }

    @GoTest(leaks = false)
    void leaves() {
      Go.go(() -> Channel.make().receive());
    }

    @Nested
    class Inner {
      @GoTest
      void usesTheOuter() throws Exception {
        assertThat(isReady).isTrue();
        field.send(1);
      }
    }
  }

  static class Bad {
    private final Mutex a = new Mutex();
    private final Mutex b = new Mutex();

    @GoTest(schedules = -1)
    void fewerThanNone() {}

    @GoTest(replay = "h1-xbKQ6Y-2nMWG-9:0.2:8:mutex_..1-Ua")
    void aTokenOfAnotherProgram() throws Exception {
      var c = Channel.<Integer>make();
      Go.go(() -> c.send(1));
      c.receive();
    }

    @GoTest
    void deadlock() throws Exception {
      Channel.make().receive();
    }

    @GoTest
    void leak() {
      Go.go("left", () -> Channel.make().receive());
    }

    @GoTest
    void aGoroutineFails() throws Exception {
      Go.go(() -> {
        throw new IllegalStateException("in a goroutine");
      });
      Time.sleep(Duration.ofSeconds(1));
    }

    @GoTest(schedules = 1000, seed = 7)
    void cycle() throws Exception {
      var done = new WaitGroup();
      done.go(() -> inOrder(a, b));
      done.go(() -> inOrder(b, a));
      done.await();
    }

    private static void inOrder(Mutex first, Mutex second) {
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
    }
  }

  @NoLeaks
  static class Watched {
    @Test
    void leavesNothing() throws Exception {
      Go.go(() -> {}).join();
    }

    @Test
    void leaves() {
      Go.go("left", () -> Channel.make().receive());
    }

    @Test
    void aGoroutineFails() throws Exception {
      Go.go(() -> {
        throw new IllegalStateException("in a goroutine");
      });
      Thread.sleep(5_000);
    }
  }
}
