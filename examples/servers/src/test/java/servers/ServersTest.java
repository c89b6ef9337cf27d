// SPDX-License-Identifier: Apache-2.0
package servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each server with good clients and bad ones, and its end in the middle of work. */
@Timeout(120)
class ServersTest {
  private static final int CLIENTS = 32;

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "jetty", "tomcat", "helidon", "grpc", "spring"})
  void servesWhateverClientsDoAndLosesNothingAtItsEnd(String kind) throws Exception {
    var stalled = new ArrayList<Socket>();
    var server = Server.start(kind, 0);
    boolean isClosed = false;
    try {
      misbehave(kind, server.port(), stalled);
      serves(kind, server.port());
      isClosed = true;
      losesNothing(kind, server);
    } finally {
      if (!isClosed) {
        server.close();
      }
      for (var socket : stalled) {
        socket.close();
      }
    }
  }

  private static void serves(String kind, int port) throws Exception {
    var load = new Load(kind, port, "/hello").start(CLIENTS);
    var slow = new Load(kind, port, "/slow").start(CLIENTS);
    awaitAnswers(load, slow);
    load.stop();
    slow.stop();
    assertThat(load.wrong).isEmpty();
    assertThat(slow.wrong).isEmpty();
    assertThat(load.refused.get() + slow.refused.get()).isZero();
  }

  /** Of what a handler has begun each client got the whole answer. */
  private static void losesNothing(String kind, Server server) throws Exception {
    settle();
    int before = Server.BEGUN.get();
    var load = new Load(kind, server.port(), "/hello").start(CLIENTS);
    var slow = new Load(kind, server.port(), "/slow").start(CLIENTS);
    awaitAnswers(load, slow);
    server.close();
    load.stop();
    slow.stop();
    assertThat(load.wrong).isEmpty();
    assertThat(slow.wrong).isEmpty();
    int begun = Server.BEGUN.get() - before;
    int answered = load.answered.get() + slow.answered.get();
    assertThat(answered).isEqualTo(begun);
  }

  private static void awaitAnswers(Load load, Load slow) throws InterruptedException {
    while (Math.min(load.answered.get(), slow.answered.get()) < 2 * CLIENTS) {
      Time.sleep(Duration.ofMillis(20));
    }
  }

  private static void settle() throws InterruptedException {
    int begun;
    do {
      begun = Server.BEGUN.get();
      Time.sleep(Duration.ofMillis(100));
    } while (begun != Server.BEGUN.get());
  }

  private static Socket connect(int port, byte[] bytes) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(bytes);
    return socket;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void misbehave(String kind, int port, ArrayList<Socket> stalled)
      throws IOException {
    var random = new Random(1);
    for (int i = 0; i < 6; i++) {
      stalled.add(connect(port, bytes("GET /hello HTTP/1.1\r\nHo"))); // and no more
      stalled.add(connect(port, new byte[0]));
      connect(port, bytes("GET /hello HTT")).close();
      var reset = connect(port, bytes("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      reset.setSoLinger(true, 0);
      reset.close();
      byte[] garbage = new byte[2_000];
      random.nextBytes(garbage);
      try (var socket = connect(port, garbage)) {
        socket.setSoTimeout(50);
        socket.getInputStream().read();
      } catch (IOException e) {
        // refused in whatever way
      }
    }
    stalled.add(connect(port, bytes("GET /" + "a".repeat(100_000))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "jetty", "tomcat", "helidon", "grpc", "spring"})
  void aPortInUseIsTold(String kind) throws Exception {
    try (var taken = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Server.start(kind, taken.getLocalPort()).close())
          .satisfies(e -> assertThat(e).hasStackTraceContaining("in use"));
    }
  }
}
