// SPDX-License-Identifier: Apache-2.0
package data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.context.DeadlineExceededException;
import io.heddle.sync.WaitGroup;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;

/** Jedis on a real Redis. */
@Timeout(180)
class RedisTest {
  private static Database redis;
  private static RedisClient client;

  @BeforeAll
  static void start() throws Exception {
    redis = new Database("redis");
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(10);
    pool.setMaxIdle(10); // else it closes and opens connections all the time
    client = RedisClient.builder().hostAndPort("127.0.0.1", redis.port).poolConfig(pool).build();
  }

  @AfterAll
  static void stop() throws Exception {
    if (client != null) {
      client.close();
    }
    redis.close();
  }

  @Test
  void aThousandGoroutinesShareTenConnections() throws Exception {
    var all = new WaitGroup();
    for (int i = 0; i < 1_000; i++) {
      int n = i;
      all.go(() -> {
        client.set("key" + n, "" + n);
        client.incrBy("sum", Long.parseLong(client.get("key" + n)));
      });
    }
    all.await();
    assertThat(client.get("sum")).isEqualTo("499500");
  }

  /** An interrupt ends a read from a socket; the connection is then closed, as it must be. */
  @Test
  void aDeadlineEndsACallThatBlocks() throws Exception {
    var caller =
        Go.go(() -> {
          try (var connection = new Jedis("127.0.0.1", redis.port, 60_000);
              var context = Context.background().withTimeout(Duration.ofMillis(200))) {
            assertThatThrownBy(() -> context.call(() -> connection.blpop(50, "nothing")))
                .isInstanceOf(DeadlineExceededException.class);
          }
        });
    assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
    assertThat(client.ping()).isEqualTo("PONG");
  }
}
