// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Bridges;
import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.context.Key;
import io.heddle.docs.InheritedSnippets;
import io.heddle.docs.InheritedSnippets.UserName;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Child;
import io.heddle.time.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // what goroutines inherit holds for the whole process
class InheritedTest {
  private static final Key<String> KEY = Key.of("key");

  private final ThreadLocal<String> name = InheritedSnippets.name();
  private final UserName names = new UserName();
  private final Channel<String> seen = Channel.make(1);

  @BeforeEach
  void add() {
    Inherited.add(names);
    name.set("gopher");
  }

  @AfterEach
  void remove() {
    Inherited.remove(names);
    name.remove();
  }

  private void look() throws InterruptedException {
    seen.send(name.get() + "");
  }

  private void assertSeen() throws InterruptedException {
    assertThat(seen.receive()).isEqualTo("gopher");
  }

  @Test
  void whateverMakesAGoroutineTakesItAlong() throws Exception {
    go(this::look);
    assertSeen();
    go("named", this::look);
    assertSeen();
    new WaitGroup().go(this::look);
    assertSeen();
    try (var group = new ErrGroup()) {
      group.go(this::look);
      assertSeen();
    }
    try (var executor = Go.executor()) {
      executor.submit(() -> {
        look();
        return true;
      });
      assertSeen();
    }
    Go.run(() -> go(this::look).join());
    assertSeen();
  }

  @Test
  void aGoroutinePassesItOnToItsOwn() throws Exception {
    go(() -> go(() -> go(this::look)));
    assertSeen();
  }

  @Test
  void whatStartsLaterHasWhatThereWasWhenItWasMade() throws Exception {
    var context = Context.background().withCancel();
    context.afterFunc(this::look);
    var timer = Time.afterFunc(Duration.ofHours(1), this::look);
    var values = Channel.<Integer>make();
    Bridges.future(values).thenRun(() -> seen.trySend(name.get() + ""));
    var factory = Go.threadFactory();
    name.remove();

    context.cancel();
    assertSeen();
    timer.reset(Duration.ZERO);
    assertSeen();
    values.send(1);
    assertSeen();
    factory.newThread(() -> seen.trySend(name.get() + "")).start();
    assertSeen();
  }

  @Test
  void aPoolMadeOfGoroutinesHasWhatTheFactoryHadAndNotWhatTheTaskHad() throws Exception {
    var pool = Executors.newFixedThreadPool(1, Go.threadFactory());
    name.set("somebody else");
    pool.submit(() -> seen.trySend(name.get())).get();
    assertSeen();
    pool.shutdown();
  }

  @Test
  void theContextIsInheritedAsBefore() throws Exception {
    Context.background()
        .withValue(KEY, "value")
        .run(() -> go(() -> seen.send(name.get() + Context.current().value(KEY))));
    assertThat(seen.receive()).isEqualTo("gophervalue");
  }

  @Test
  void nothingCapturedNothingRestored() throws Exception {
    name.remove();
    go(this::look);
    assertThat(seen.receive()).isEqualTo("null");
  }

  @Test
  void removedNothingIsInherited() throws Exception {
    assertThat(Inherited.remove(names)).isTrue();
    assertThat(Inherited.remove(names)).isFalse();
    go(this::look);
    assertThat(seen.receive()).isEqualTo("null");
    Inherited.add(names);
    Inherited.add(names);
    go(this::look);
    assertSeen();
    assertThat(Inherited.remove(names)).isTrue();
    assertThat(Inherited.remove(names)).isFalse();
  }

  @Test
  void scopesCloseInReverseHoweverTheBodyEnds() throws Exception {
    var order = new CopyOnWriteArrayList<String>();
    var both = new ArrayList<Inherited>();
    for (var n : List.of("a", "b")) {
      both.add(() ->
          () -> {
            order.add("restore " + n);
            return () -> order.add("close " + n);
          });
    }
    both.forEach(Inherited::add);
    try {
      go(() -> order.add("body")).join();
      assertThat(order).containsExactly("restore a", "restore b", "body", "close b", "close a");
      order.clear();
      go(Go::goexit).join();
      assertThat(order).containsExactly("restore a", "restore b", "close b", "close a");
      order.clear();
      var failure = new IllegalStateException("the body's");
      assertThatThrownBy(() ->
              Go.run(() -> {
                throw failure;
              }))
          .isSameAs(failure);
      assertThat(order).containsExactly("restore a", "restore b", "close b", "close a");
    } finally {
      both.forEach(Inherited::remove);
    }
  }

  @Test
  void failuresAreToldToWhoCausedThem() {
    Inherited broken =
        () -> {
          throw new IllegalStateException("capture");
        };
    Inherited.add(broken);
    try {
      assertThatThrownBy(() -> go(this::look)).hasMessage("capture");
    } finally {
      Inherited.remove(broken);
    }
    Inherited cannotRestore =
        () ->
            () -> {
              throw new IllegalStateException("restore");
            };
    Inherited.add(cannotRestore);
    try {
      assertThatThrownBy(() -> Go.run(this::look)).hasMessage("restore");
      assertThat(seen.length()).isZero();
    } finally {
      Inherited.remove(cannotRestore);
    }
    Inherited cannotClose =
        () ->
            () ->
                () -> {
                  throw new IllegalStateException("close");
                };
    Inherited.add(cannotClose);
    try {
      assertThatThrownBy(() -> Go.run(() -> go(this::look).join())).hasMessage("close");
      assertThat(seen.length()).isOne();
    } finally {
      Inherited.remove(cannotClose);
    }
  }

  @Test
  void aServiceIsFoundByTheFirstGoroutine(@TempDir Path classPath) throws Exception {
    var said = child(classPath, UserName.class.getName());
    assertThat(said.out()).isEqualTo("gopher\n");
    assertThat(said.err()).isEmpty();
  }

  @Test
  void aServiceThatIsNotThereIsToldOnce(@TempDir Path classPath) throws Exception {
    var said = child(classPath, "io.heddle.Nobody");
    assertThat(said.out()).isEqualTo("null\n");
    assertThat(said.err())
        .startsWith("heddle: goroutines do not inherit what a service provides: ")
        .contains("io.heddle.Nobody")
        .hasLineCount(1);
  }

  private static Child.Ended child(Path classPath, String service) throws Exception {
    var file = classPath.resolve("META-INF/services/" + Inherited.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, service + "\n");
    return Child.run("inherits", Child.ACCESS, "-Dheddle.test.more=" + classPath);
  }
}
