// SPDX-License-Identifier: Apache-2.0
package data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.Go;
import io.heddle.context.CanceledException;
import io.heddle.context.Context;
import io.heddle.context.DeadlineExceededException;
import io.heddle.sync.ErrGroup;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pooled JDBC on a real PostgreSQL. */
@Timeout(180)
class PostgresTest {
  private static final int CONNECTIONS = 10;
  private static final int ACCOUNTS = 100;

  private static Database postgres;
  private static Bank bank;

  @BeforeAll
  static void start() throws Exception {
    postgres = new Database("postgres");
    bank =
        new Bank(
            "jdbc:postgresql://127.0.0.1:" + postgres.port + "/postgres?sslmode=disable",
            CONNECTIONS);
  }

  @AfterAll
  static void stop() throws Exception {
    if (bank != null) {
      bank.close();
    }
    postgres.close();
  }

  @Test
  void aThousandGoroutinesShareTenConnections() throws Exception {
    bank.open(ACCOUNTS, 1_000);
    try (var group = new ErrGroup()) {
      for (int i = 0; i < 1_000; i++) {
        int from = i % ACCOUNTS;
        int to = (i * 7 + 1) % ACCOUNTS;
        group.go(() -> bank.transfer(from, to, 1));
      }
      group.await();
    }
    assertThat(bank.total()).isEqualTo(1_000L * ACCOUNTS);
  }

  @Test
  void aDeadlineEndsTheQueryInTheDatabase() throws Exception {
    Throwable[] ended = {};
    // A shorter one may be over before its query has begun.
    for (int millis = 300; ended.length == 0; millis *= 2) {
      try (var context = Context.background().withTimeout(Duration.ofMillis(millis))) {
        var e = catchThrowable(() -> bank.slow(context, 100));
        assertThat(e).isInstanceOf(DeadlineExceededException.class);
        ended = e.getSuppressed();
      }
    }
    assertThat(ended)
        .singleElement()
        .isInstanceOf(SQLException.class)
        .hasToString(
            "org.postgresql.util.PSQLException: ERROR: canceling statement due to user request");
    assertThat(bank.running()).isZero();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aCancellationEndsAllOfThem() throws Exception {
    try (var context = Context.background().withCancel();
        var group = new ErrGroup(context)) {
      for (int i = 0; i < CONNECTIONS - 1; i++) {
        group.go(() -> bank.slow(Context.current(), 100));
      }
      while (bank.running() < CONNECTIONS - 1) {
        Thread.sleep(20);
      }
      context.cancel();
      assertThatThrownBy(group::await).isInstanceOf(CanceledException.class);
    }
    assertThat(bank.running()).isZero();
    bank.open(1, 1); // the connections are as good as before
  }

  @Test
  void whoWaitsForAConnectionIsToldByItsDeadline() throws Exception {
    try (var context = Context.background().withCancel();
        var group = new ErrGroup(context)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        group.go(() -> bank.slow(context, 100));
      }
      while (bank.inUse() < CONNECTIONS) {
        Thread.sleep(20);
      }
      var caller =
          Go.go(() -> {
            try (var short_ = Context.background().withTimeout(Duration.ofMillis(100))) {
              assertThatThrownBy(() -> short_.call(bank::total))
                  .isInstanceOf(DeadlineExceededException.class);
            }
          });
      assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
      context.cancel();
      assertThatThrownBy(group::await).isInstanceOf(CanceledException.class);
    }
  }
}
