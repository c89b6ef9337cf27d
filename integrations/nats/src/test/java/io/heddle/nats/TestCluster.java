// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Three servers that are one cluster. */
final class TestCluster implements AutoCloseable {
  private final List<TestServer> servers = new ArrayList<>();

  private TestCluster() {}

  static TestCluster start() throws Exception {
    var cluster = new TestCluster();
    var routes = List.of(TestServer.freePort(), TestServer.freePort(), TestServer.freePort());
    for (int i = 0; i < 3; i++) {
      var config =
          """
          cluster {
            name: test
            listen: "127.0.0.1:%d"
            routes: [%s]
          }
          """
              .formatted(
                  routes.get(i),
                  routes.stream()
                      .map(p -> "\"nats://127.0.0.1:" + p + "\"")
                      .collect(Collectors.joining(", ")));
      cluster.servers.add(TestServer.member("n" + i, TestServer.freePort(), config));
    }
    cluster.servers.forEach(TestServer::launch);
    cluster.servers.forEach(TestServer::await);
    cluster.awaitReady();
    return cluster;
  }

  /** Returns when streams of three replicas can be made. */
  void awaitReady() throws Exception {
    long until = System.nanoTime() + 60_000_000_000L;
    while (true) {
      try (var net = Nats.connect(options())) {
        net.queue("probe", Codec.utf8(), Queue.settings().replicas(3)).delete();
        return;
      } catch (NatsException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        Thread.sleep(200);
      }
    }
  }

  Nats.Options options() {
    return Nats.Options.of(servers.stream().map(TestServer::url).toArray(String[]::new));
  }

  /** The server that leads this stream. */
  TestServer leaderOf(String stream) throws InterruptedException {
    while (true) { // under the limit that every test has
      for (var s : servers) {
        try (var c = io.nats.client.Nats.connect(s.url())) {
          var leader = c.jetStreamManagement().getStreamInfo(stream).getClusterInfo().getLeader();
          if (leader != null) {
            return servers.stream().filter(x -> x.name().equals(leader)).findAny().orElseThrow();
          }
        } catch (IOException | JetStreamApiException e) {
          // it has none at the moment, or this one is down
        }
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    servers.forEach(TestServer::close);
  }
}
