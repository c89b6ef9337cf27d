// SPDX-License-Identifier: Apache-2.0
package data;

import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.time.Time;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** How a query ends with its context. */
final class Cancelling {
  /*
   * Not by Context.call: its interrupt would close the connection's socket under the driver, and the
   * database would go on with the query. It is told to stop instead, the driver then fails as after any
   * error, and the connection is as good as before. It is told again and again, for the first time may
   * have been before the query had begun.
   */
  private static final Duration AGAIN = Duration.ofMillis(50);

  private Cancelling() {}

  /** Runs what asks the database by this statement; throws the context's error if that ended it. */
  static void run(Context context, Statement statement, Task query) throws Exception {
    var end = context.err();
    if (end != null) {
      throw end;
    }
    var isOver = new AtomicBoolean();
    var whenItEnds =
        context.afterFunc(() -> {
          while (!isOver.get()) {
            cancel(statement, isOver);
            Time.sleep(AGAIN);
          }
        });
    try {
      query.run();
    } catch (SQLException e) {
      end = context.err();
      if (end == null) {
        throw e;
      }
      end.addSuppressed(e); // "canceling statement due to user request"
      throw end;
    } finally {
      isOver.set(true);
      whenItEnds.stop();
    }
  }

  private static void cancel(Statement statement, AtomicBoolean isOver) throws SQLException {
    try {
      statement.cancel();
    } catch (SQLException e) {
      if (!isOver.get()) { // else it has been closed meanwhile
        throw e;
      }
    }
  }
}
