// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A queue of three replicas whose leader is killed in the middle, in worlds by seed.
 *
 * <p>The limit is that of each value, half a minute. All of them together take as long as two
 * thousand round trips through three servers take on this machine.
 */
@Timeout(900)
class ClusterFaultTest {
  private static TestCluster cluster;

  static Stream<Long> seeds() {
    return World.seeds();
  }

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theLeaderIsKilled(long seed) throws Exception {
    cluster.awaitReady();
    var name = "led" + seed;
    World.of(seed)
        .run(
            cluster.options(),
            Queue.settings().replicas(3),
            name,
            () -> {
              var leader = cluster.leaderOf(name);
              leader.kill();
              leader.launch();
            });
  }
}
