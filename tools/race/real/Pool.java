// SPDX-License-Identifier: Apache-2.0
package real;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** HikariCP before a real PostgreSQL: more threads than connections. The argument is its URL. */
class Pool {
  public static void main(String[] args) throws Exception {
    var config = new HikariConfig();
    config.setJdbcUrl(args[0]);
    config.setMaximumPoolSize(4);
    config.setIdleTimeout(10_000);
    config.setMaxLifetime(30_000);
    var sum = new AtomicLong();
    try (var pool = new HikariDataSource(config);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 8; t++) {
        threads.submit(() -> {
          for (int i = 0; i < 100; i++) {
            try (var connection = pool.getConnection();
                var query = connection.prepareStatement("select ? + 1")) {
              query.setInt(1, i);
              try (var rows = query.executeQuery()) {
                rows.next();
                sum.addAndGet(rows.getInt(1));
              }
            }
          }
          return null;
        });
      }
    }
    System.out.println("sum " + sum);
  }
}
