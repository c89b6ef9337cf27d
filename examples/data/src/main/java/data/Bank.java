// SPDX-License-Identifier: Apache-2.0
package data;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.heddle.context.Context;
import java.sql.SQLException;

/** Accounts in PostgreSQL, by a pool of connections. Each caller waits for one in its goroutine. */
final class Bank implements AutoCloseable {
  private final HikariDataSource pool;

  Bank(String url, int connections) throws SQLException {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername("postgres");
    config.setMaximumPoolSize(connections);
    config.setAutoCommit(false);
    config.setConnectionTimeout(30_000);
    config.setInitializationFailTimeout(60_000); // it may still be starting
    pool = new HikariDataSource(config);
  }

  void open(int accounts, int balance) throws SQLException {
    try (var c = pool.getConnection();
        var s = c.createStatement()) {
      s.execute("DROP TABLE IF EXISTS account");
      s.execute("CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL)");
      s.execute(
          "INSERT INTO account SELECT i, "
              + balance
              + " FROM generate_series(0, "
              + (accounts - 1)
              + ") i");
      c.commit();
    }
  }

  /**
   * From the lower number to the higher or back; locked in order, so that none waits in a circle.
   */
  void transfer(int from, int to, int amount) throws SQLException {
    try (var c = pool.getConnection();
        var lock =
            c.prepareStatement("SELECT 1 FROM account WHERE id IN (?, ?) ORDER BY id FOR UPDATE");
        var add = c.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?")) {
      lock.setInt(1, from);
      lock.setInt(2, to);
      lock.executeQuery().close();
      add.setInt(1, -amount);
      add.setInt(2, from);
      add.executeUpdate();
      add.setInt(1, amount);
      add.setInt(2, to);
      add.executeUpdate();
      c.commit();
    }
  }

  long total() throws SQLException {
    try (var c = pool.getConnection();
        var s = c.createStatement();
        var row = s.executeQuery("SELECT sum(balance) FROM account")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** A query that takes this long, or ends with the context. */
  void slow(Context context, int seconds) throws Exception {
    try (var c = pool.getConnection();
        var s = c.createStatement()) {
      Cancelling.run(context, s, () -> s.execute("SELECT pg_sleep(" + seconds + ")"));
    }
  }

  /** Queries that the database is working on, this one aside. */
  int running() throws SQLException {
    try (var c = pool.getConnection();
        var s = c.createStatement();
        var row =
            s.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE"
                    + " '%pg_sleep%' AND pid <> pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Connections that somebody has. */
  int inUse() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  @Override
  public void close() {
    pool.close();
  }
}
