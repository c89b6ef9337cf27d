// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Go;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.WaitGroup;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CurrentTest {
  private final Context mine = Context.background().withValue(Key.of("k"), 1);
  private final AtomicReference<Context> seen = new AtomicReference<>();

  private void look() {
    seen.set(Context.current());
  }

  @Test
  void isBackgroundWhereNothingIsBound() throws Exception {
    assertThat(Context.current()).isSameAs(Context.background());
    var thread = Thread.ofPlatform().start(this::look);
    thread.join();
    assertThat(seen.get()).isSameAs(Context.background());
  }

  @Test
  void isWhatRunBinds() throws Exception {
    var inner = mine.withCancel();
    mine.run(() -> {
      assertThat(Context.current()).isSameAs(mine);
      inner.run(() -> assertThat(Context.current()).isSameAs(inner));
      assertThat(Context.current()).isSameAs(mine);
    });
    assertThat(Context.current()).isSameAs(Context.background());
    var failure = new IOException("on purpose");
    assertThatThrownBy(() ->
            mine.run(() -> {
              throw failure;
            }))
        .isSameAs(failure);
    assertThatThrownBy(() -> mine.run(null)).hasMessage("body");
  }

  @Test
  void isInherited() throws Exception {
    mine.run(() -> {
      Go.go(this::look).join();
      assertThat(seen.getAndSet(null)).isSameAs(mine);

      Go.go(() -> Go.go(this::look).join()).join();
      assertThat(seen.getAndSet(null)).as("by grandchildren").isSameAs(mine);

      var group = new WaitGroup();
      group.go(this::look);
      group.await();
      assertThat(seen.getAndSet(null)).isSameAs(mine);

      Go.executor().submit(this::look).get();
      assertThat(seen.getAndSet(null)).isSameAs(mine);

      var thread = Go.threadFactory().newThread(this::look);
      thread.start();
      thread.join();
      assertThat(seen.getAndSet(null)).isSameAs(mine);

      try (var errors = new ErrGroup()) {
        errors.go(() -> {
          look();
          assertThat(seen.get()).isSameAs(errors.context());
          assertThat(seen.get().value(Key.<String>of("k"))).isNull();
        });
        errors.await();
      }
    });
  }

  @Test
  void aPooledWorkerDoesNotKeepItsFirstSubmittersContext() throws Exception {
    try (var pool = Executors.newFixedThreadPool(1, Go.threadFactory())) {
      mine.run(() -> pool.submit(this::look).get());
      assertThat(seen.getAndSet(null)).isSameAs(Context.background());
      pool.submit(this::look).get();
      assertThat(seen.getAndSet(null)).isSameAs(Context.background());
    }
  }
}
