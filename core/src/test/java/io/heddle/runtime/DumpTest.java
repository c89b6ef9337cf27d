// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.internal.program.Dump;
import io.heddle.sync.Mutex;
import io.heddle.testing.Blocked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DumpTest {
  private static void waitAtTheBottom(Channel<Integer> c, int depth) throws InterruptedException {
    if (depth > 0) {
      waitAtTheBottom(c, depth - 1);
    } else {
      c.receive();
    }
  }

  private static String grouped() throws IOException {
    var s = new StringBuilder();
    Dump.grouped(s);
    return s.toString();
  }

  @Test
  void equalStacksAreOneGroup() throws Exception {
    Channel<Integer> c = Channel.make();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 30; i++) {
      threads.add(go("many", () -> waitAtTheBottom(c, 3)));
    }
    for (int i = 0; i < 20; i++) {
      threads.add(go("deeper", () -> waitAtTheBottom(c, 4)));
    }
    Blocked.await(threads.toArray(Thread[]::new));
    var text = grouped().replaceAll("DumpTest.java:\\d+", "DumpTest.java:N");
    c.close();
    var frame = "\tat io.heddle.runtime.DumpTest.waitAtTheBottom(DumpTest.java:N)\n";
    var bottom = "\tat io.heddle.runtime.DumpTest.waitAtTheBottom(DumpTest.java:N)\n";
    assertThat(text)
        .containsPattern("30 goroutines \\[chan receive]:\n\twaiting on channel #\\d+ ")
        .contains(bottom + frame.repeat(3) + "\tat io.heddle.runtime.DumpTest.lambda$")
        .contains("20 goroutines [chan receive]:\n")
        .contains(bottom + frame.repeat(4) + "\tat io.heddle.runtime.DumpTest.lambda$");
  }

  @Test
  void oneAloneIsToldAsInAnyDump() throws Exception {
    Channel<Integer> c = Channel.make();
    var alone = go("alone", () -> c.send(1));
    Blocked.await(alone);
    var text = grouped();
    c.receive();
    assertThat(text).containsPattern("(?m)^goroutine \\d+ \\[chan send] \"alone\":$");
  }

  @Test
  void aThreadThatWaitsInAPrimitiveIsTold() throws Exception {
    var m = new Mutex();
    m.lock();
    var platform = Thread.ofPlatform().name("platform").daemon().start(m::lock);
    awaitInDump("\"platform\""); // it is to be the first to get the mutex
    var virtual = Thread.ofVirtual().name("virtual").start(m::lock);
    awaitInDump("\"virtual\"");
    var text = Dump.text();
    m.unlock();
    platform.join();
    m.unlock();
    virtual.join();
    for (var t : new Thread[] {platform, virtual}) {
      assertThat(text)
          .containsPattern(
              Pattern.compile(
                  "^thread #"
                      + t.threadId()
                      + " \\[sync.Mutex.Lock] \""
                      + t.getName()
                      + "\":\n\twaiting on mutex held by .*\n\tat io.heddle.sync.Mutex",
                  Pattern.MULTILINE));
    }
  }

  private static void awaitInDump(String text) throws Exception {
    while (!grouped().contains(text)) {
      Thread.sleep(1);
    }
  }

  @Test
  void aLockOfOneThatHasEndedSaysSo() throws Exception {
    var m = new Mutex();
    var id = new long[1];
    go(
            () -> {
              id[0] = Goroutines.current().id();
              m.lock();
            })
        .join();
    var t = go("too late", m::lockInterruptibly);
    Blocked.await(t);
    var text = Dump.text();
    t.interrupt();
    assertThat(text)
        .containsPattern(
            "\"too late\":\n\twaiting on mutex held by goroutine " + id[0] + ", which has ended\n");
    assertThat(Deadlocks.find()).noneMatch(d -> d.report().contains("too late"));
  }

  @Test
  void aWaitForNotifyIsToldAsThat() throws Exception {
    var monitor = new Object();
    var t =
        go(
            "waits",
            () -> {
              synchronized (monitor) {
                monitor.wait();
              }
            });
    while (!Dump.text().contains("[Object.wait] \"waits\":")) {
      assertThat(t.isAlive()).isTrue();
      Thread.sleep(1);
    }
    t.interrupt();
    t.join();
  }

  @Test
  void theStackOfOneThatRunsIsTold() throws Exception {
    var stop = new java.util.concurrent.atomic.AtomicBoolean();
    var t =
        go(
            "spins",
            () -> {
              while (!stop.get()) {
                Thread.yield();
              }
            });
    while (Goroutines.list().stream()
        .filter(g -> g.name().equals("spins"))
        .noneMatch(g -> Arrays.toString(g.stack()).contains("DumpTest.lambda$"))) {
      Thread.sleep(1);
    }
    stop.set(true);
    t.join();
  }

  /** It may hold what it is said to be in, or never return. */
  private static final class Blocker {
    @Override
    public String toString() {
      throw new IllegalStateException("a dump calls the program");
    }
  }

  @Test
  void whatTheProgramNamesCanNotDisturbIt() throws Exception {
    var blocker = new Blocker();
    var t =
        go("two\nlines\u001b[2J\u202e", () -> java.util.concurrent.locks.LockSupport.park(blocker));
    var name = " \"two\\nlines\\u001b[2J\\u202e\":\n";
    String text;
    do {
      text = Dump.text();
    } while (!text.contains("[park]" + name));
    assertThat(text).contains(name + "\twaiting on " + Blocker.class.getName() + "@");
    java.util.concurrent.locks.LockSupport.unpark(t);
    t.join();
  }

  @Test
  void jsonHasAnObjectForEach() throws Exception {
    Channel<Integer> c = Channel.make();
    var t = go("quote \" backslash \\ tab \t line \n end", () -> c.receive());
    Blocked.await(t);
    var s = new StringBuilder();
    Dump.json(s);
    var groups = new StringBuilder();
    Dump.groupedJson(groups);
    c.close();
    assertThat(s.toString())
        .startsWith("[{\"kind\":\"")
        .endsWith("}]\n")
        .contains(
            "\"name\":\"quote \\\" backslash \\\\ tab \\t line \\n end\",\"state\":\"waiting\"")
        .containsPattern("\"reason\":\"chan receive\",.*\"waitingOn\":\"channel #\\d+ ")
        .contains("\"stack\":[\"");
    assertThat(groups.toString()).contains("\"count\":1,\"ids\":[");
  }
}
