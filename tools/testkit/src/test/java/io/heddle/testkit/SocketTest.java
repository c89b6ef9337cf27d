// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets are of the world outside: they work in each schedule, and after the last one. */
@Timeout(60)
class SocketTest {
  private static void meet() throws Exception {
    var here = InetAddress.getLoopbackAddress();
    try (var server = new ServerSocket(0, 1, here)) {
      var client =
          Go.go(() -> {
            try (var s = new Socket(here, server.getLocalPort())) {
              assertThat(s.getInputStream().read()).isEqualTo(1);
            }
          });
      try (var s = server.accept()) {
        s.getOutputStream().write(1);
      }
      client.join();
    }
  }

  @Test
  void workInEachSchedule() throws Exception {
    var met = new AtomicInteger();
    var found =
        Explorer.of(3)
            .seed(1)
            .explore(() -> {
              meet();
              met.incrementAndGet();
            });
    assertThat(found.failure()).isNull();
    assertThat(met).hasValue(3);
    Go.run(SocketTest::meet);
  }
}
