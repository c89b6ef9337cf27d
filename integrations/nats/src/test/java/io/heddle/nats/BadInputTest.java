// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.ChannelClosedException;
import io.heddle.Go;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectStreamConstants;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What users get wrong: one line each that says where, why, and what to do, within some seconds.
 */
class BadInputTest {
  private static TestServer server;
  private static Nats net;

  @BeforeAll
  static void startServer() throws Exception {
    server = TestServer.start("max_payload: 65536");
    net = Nats.connect(server.options());
  }

  @AfterAll
  static void stopServer() {
    net.close();
    server.close();
  }

  private static void refuses(Callable<?> call, Class<? extends Exception> type, String message) {
    long before = System.nanoTime();
    assertThatThrownBy(call::call)
        .isExactlyInstanceOf(type)
        .hasMessage(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThat(System.nanoTime() - before).isLessThan(ofSeconds(20).toNanos());
  }

  @Test
  void aServerThatIsNotThere() {
    int port = TestServer.freePort();
    var url = "nats://127.0.0.1:" + port;
    refuses(
        () -> Nats.connect(Nats.Options.of(url)),
        NatsException.class,
        "cannot connect to " + url + ": nobody listens there; start it with: nats-server -js");
  }

  @Test
  void aServerThatDoesNotAnswer() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var url = "nats://127.0.0.1:" + silent.getLocalPort();
      refuses(
          () -> Nats.connect(Nats.Options.of(url).connectTimeout(ofMillis(500))),
          NatsException.class,
          "cannot connect to " + url + ": no answer within 500 ms; is it a NATS server?");
    }
  }

  /** Each time, though jnats tells what was said in another goroutine than that it was the end. */
  @Test
  void aServerThatSaysWhyBeforeItHangsUp() throws Exception {
    try (var refusing = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      var url = "nats://127.0.0.1:" + refusing.getLocalPort();
      var server = Go.go(() -> refuseAll(refusing));
      for (int i = 0; i < 30; i++) {
        refuses(
            () -> Nats.connect(Nats.Options.of(url).connectTimeout(ofMinutes(5))),
            NatsException.class,
            "cannot connect to " + url + ": the server refuses the connection: not on a sunday");
      }
      refusing.close();
      server.join();
    }
  }

  private static void refuseAll(ServerSocket refusing) throws IOException {
    while (!refusing.isClosed()) {
      try (var s = refusing.accept()) {
        var out = s.getOutputStream();
        out.write("INFO {\"server_id\":\"x\",\"max_payload\":1024}\r\n".getBytes(UTF_8));
        var in = new BufferedReader(new InputStreamReader(s.getInputStream(), UTF_8));
        for (var line = in.readLine(); line != null && !line.startsWith("PING"); ) {
          line = in.readLine();
        }
        out.write("-ERR 'not on a sunday'\r\n".getBytes(UTF_8));
      } catch (SocketException e) {
        // closed, or one that only looked whether somebody is there
      }
    }
  }

  @Test
  void anInterruptEndsAConnectThatWaits() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var options =
          Nats.Options.of("nats://127.0.0.1:" + silent.getLocalPort()).connectTimeout(ofMinutes(5));
      var interrupted = new AtomicBoolean();
      var connecting =
          Go.go(() -> {
            try {
              Nats.connect(options);
            } catch (InterruptedException e) {
              interrupted.set(true);
            }
          });
      try (var _ = silent.accept()) {
        connecting.interrupt();
        connecting.join();
      }
      assertThat(interrupted).isTrue();
    }
  }

  @Test
  void anAddressThatIsNone() {
    refuses(
        () -> Nats.connect(Nats.Options.of("localhost")),
        IllegalArgumentException.class,
        "server \"localhost\": no scheme; write nats://host:4222 or tls://host:4222");
    refuses(
        () -> Nats.connect(Nats.Options.of("nats://localhost:99999")),
        IllegalArgumentException.class,
        "server \"nats://localhost:99999\": no port is 99999; write nats://host:4222 or"
            + " tls://host:4222");
    refuses(
        () -> Nats.connect(Nats.Options.of("http://localhost")),
        IllegalArgumentException.class,
        "server \"http://localhost\": no host, or not a scheme of NATS; write nats://host:4222 or"
            + " tls://host:4222");
    refuses(
        () -> Nats.connect(Nats.Options.of()),
        IllegalArgumentException.class,
        "no server: nats://host:4222 for example");
  }

  @Test
  void wrongCredentials() throws Exception {
    try (var guarded = TestServer.start("authorization { user: ada, password: secret }")) {
      var at = "cannot connect to " + guarded.url() + ": the server refuses ";
      var options = guarded.options().connectTimeout(ofMinutes(5)); // it says so at once
      refuses(
          () -> Nats.connect(options.user("ada", "guess")),
          Connecting.Refused.class,
          at + "user ada with this password; check both in Nats.Options.user");
      refuses(
          () -> Nats.connect(options),
          Connecting.Refused.class,
          at + "who has no credentials; set Nats.Options.user, token or credentials");
      refuses(
          () -> Nats.connect(options.token("guess")),
          Connecting.Refused.class,
          at + "this token; check Nats.Options.token");
      refuses(
          () -> Nats.connect(guarded.options().credentials(Path.of("no-such.creds"))),
          NatsException.class,
          "no credentials: no-such.creds is not a file that can be read");
      Nats.connect(guarded.options().user("ada", "secret")).close();
    }
  }

  @Test
  void oneOfSeveralServersRefuses() throws Exception {
    var absent = "nats://127.0.0.1:" + TestServer.freePort();
    try (var guarded = TestServer.start("authorization { user: ada, password: secret }")) {
      Nats.connect(Nats.Options.of(guarded.url(), server.url())).close();
      refuses(
          () -> Nats.connect(Nats.Options.of(guarded.url(), absent)),
          Connecting.Refused.class,
          "cannot connect to "
              + guarded.url()
              + ", "
              + absent
              + ": the server refuses who has no credentials; set Nats.Options.user, token or"
              + " credentials");
    }
  }

  @Test
  void aServerWithoutJetStream() throws Exception {
    try (var plain = TestServer.plain();
        var there = Nats.connect(plain.options())) {
      assertThatThrownBy(() -> there.queue("jobs", Codec.utf8()))
          .isInstanceOf(NatsException.class)
          .hasMessageStartingWith("queue jobs: JetStream ")
          .hasMessageContaining("-js");
    }
  }

  @Test
  void namesThatAreNone() {
    var rule =
        "; a name is words of letters, digits, - and _ with dots between them, as in orders.eu";
    refuses(
        () -> net.queue("jobs.*", Codec.utf8()),
        IllegalArgumentException.class,
        "queue \"jobs.*\": a name has no wildcards" + rule);
    refuses(
        () -> net.topic("ticks.>", Codec.utf8()),
        IllegalArgumentException.class,
        "topic \"ticks.>\": a name has no wildcards" + rule);
    refuses(
        () -> net.queue("my jobs", Codec.utf8()),
        IllegalArgumentException.class,
        "queue \"my jobs\": a name has no spaces" + rule);
    refuses(
        () -> net.queue("jobs\nof\tmine", Codec.utf8()),
        IllegalArgumentException.class,
        "queue \"jobs\\u000aof\\u0009mine\": a name has no control characters" + rule);
    refuses(
        () -> net.queue("jobs".repeat(100_000), Codec.utf8()),
        IllegalArgumentException.class,
        "queue \""
            + "jobs".repeat(100_000).substring(0, Names.LONGEST)
            + "…\": the name is longer than "
            + Names.LONGEST
            + " characters"
            + rule);
    refuses(
        () -> net.queue("", Codec.utf8()),
        IllegalArgumentException.class,
        "queue \"\": the name is empty" + rule);
    refuses(
        () -> net.queue("jobs..eu", Codec.utf8()),
        IllegalArgumentException.class,
        "queue \"jobs..eu\": a word of the name is empty" + rule);
    refuses(
        () -> net.caller("a/b", Codec.utf8(), Codec.utf8()),
        IllegalArgumentException.class,
        "service \"a/b\": '/' does not belong into a name" + rule);
    refuses(
        () -> Receive.group("my.group"),
        IllegalArgumentException.class,
        "group \"my.group\": a group has no dots; a group is a word of letters, digits, - and _");
  }

  @Test
  void numbersThatAreNone() {
    refuses(() -> Serve.limit(0), IllegalArgumentException.class, "limit is at least 1, not 0");
    refuses(
        () -> Receive.group("g").inFlight(-1),
        IllegalArgumentException.class,
        "inFlight is at least 1, not -1");
    refuses(
        () -> net.topic("t", Codec.utf8()).sender(-1),
        IllegalArgumentException.class,
        "makechan: size out of range");
    refuses(
        () -> Queue.settings().maxMessages(0),
        IllegalArgumentException.class,
        "maxMessages is at least 1, not 0");
  }

  @Test
  void aStreamThatExistsWithOtherSettings() throws Exception {
    try (var c = server.client()) {
      c.jetStreamManagement()
          .addStream(
              StreamConfiguration.builder()
                  .name("taken")
                  .subjects("taken")
                  .retentionPolicy(RetentionPolicy.Limits)
                  .build());
    }
    refuses(
        () -> net.queue("taken", Codec.utf8()),
        NatsException.class,
        "queue taken: the stream taken exists with other settings: retention is limits, not"
            + " workqueue, discard is old, not new, subjects is [taken], not [taken, taken.closed];"
            + " ask for these, use another name, or delete the stream");
    net.queue("sized", Codec.utf8(), Queue.settings().maxMessages(10));
    net.queue("sized", Codec.utf8());
    refuses(
        () -> net.queue("sized", Codec.utf8(), Queue.settings().maxMessages(20)),
        NatsException.class,
        "queue sized: the stream sized exists with other settings: maxMessages is 10, not 20;"
            + " ask for these, use another name, or delete the stream");
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullIsToldAtOnce() {
    refuses(() -> net.queue(null, Codec.utf8()), NullPointerException.class, "the name of a queue");
    refuses(() -> net.topic("codeless", null), NullPointerException.class, "codec");
    refuses(() -> net.queue("codeless", null), NullPointerException.class, "codec");
  }

  @Test
  void aGroupThatIsNotTheQueues() throws Exception {
    var jobs = net.queue("grouped", Codec.utf8());
    var how = Receive.group("workers").redeliverAfter(ofSeconds(7));
    jobs.receiver(how);
    refuses(
        () -> jobs.receiver(Receive.group("others")),
        NatsException.class,
        "queue grouped: its receivers are the group workers, not others; each value goes to one"
            + " receiver, so a queue has one group: use that");
    refuses(
        () -> jobs.receiver(how.redeliverAfter(ofSeconds(8))),
        NatsException.class,
        "queue grouped: the group workers redelivers after 7000 ms, not 8000 ms; ask for the"
            + " former, or delete the consumer");
    jobs.receiverAutoAck(1); // in the group there is
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void aCodecForAnotherType() throws Exception {
    Remote raw = net.queue("typed", Codec.utf8());
    var out = raw.sender(1);
    refuses(
        () -> {
          out.send(42);
          return null;
        },
        IllegalArgumentException.class,
        "queue typed: its codec is for another type than java.lang.Integer; open it with a codec"
            + " for that type");
    assertThat(out.length()).isZero();
  }

  @Test
  void aValueThatCannotBeEncoded() throws Exception {
    var out = net.queue("encoded", Codec.utf8()).sender(1);
    assertThatThrownBy(() -> out.send("\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("queue encoded: a value could not be encoded: ");
  }

  @Test
  void aValueAboveTheLimit() throws Exception {
    var out = net.queue("limited", Codec.bytes()).sender(1);
    refuses(
        () -> {
          out.send(new byte[70_000]);
          return null;
        },
        IllegalArgumentException.class,
        "queue limited: a value of 70000 bytes is above the server's limit of 65024; send it in"
            + " parts, or raise max_payload");
    out.send(new byte[65_000]);
  }

  @Test
  void javaSerializationIsNoCodec() {
    short magic = ObjectStreamConstants.STREAM_MAGIC;
    var bytes = new byte[] {(byte) (magic >> 8), (byte) magic, 0, 5};
    assertThatThrownBy(() -> Codec.json(Object.class).decode(bytes)).isNotNull();
    assertThatThrownBy(() -> Codec.utf8().decode(bytes)).isNotNull();
  }

  @Test
  void closingTwice() throws Exception {
    var other = Nats.connect(server.options());
    var out = other.topic("closing", Codec.utf8()).sender(1);
    out.close();
    refuses(
        () -> {
          out.close();
          return null;
        },
        ChannelClosedException.class,
        "close of closed channel");
    other.close();
    assertThatCode(other::close).doesNotThrowAnyException();
  }

  /** All of them wait at the same time. */
  @Test
  void closingWithoutAServerTakesNoLongerForManySenders() throws Exception {
    int senders = 40;
    try (var gone = TestServer.start()) {
      var other = Nats.connect(gone.options().flushTimeout(ofSeconds(1)));
      var jobs = other.queue("jobs", Codec.utf8());
      gone.kill();
      for (int i = 0; i < senders; i++) {
        jobs.sender(1).send("job");
      }
      long before = System.nanoTime();
      assertThatThrownBy(other::close)
          .isInstanceOf(NotAcceptedException.class)
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(senders - 1));
      assertThat(System.nanoTime() - before).isLessThan(ofSeconds(senders / 2).toNanos());
    }
  }

  @Test
  void usingAfterClose() throws Exception {
    var other = Nats.connect(server.options());
    var jobs = other.queue("used", Codec.utf8());
    var out = jobs.sender(1);
    var in = jobs.receiver(Receive.any());
    var caller = other.caller("used", Codec.utf8(), Codec.utf8());
    out.send("job");
    var d = Channels.next(in);
    other.close();
    var closed = "the connection to " + server.url() + " is closed";
    refuses(() -> other.queue("used", Codec.utf8()), IllegalStateException.class, closed);
    refuses(() -> other.topic("used", Codec.utf8()), IllegalStateException.class, closed);
    refuses(() -> jobs.sender(1), IllegalStateException.class, closed);
    refuses(() -> jobs.receiverAutoAck(1), IllegalStateException.class, closed);
    refuses(() -> caller.call("?"), IllegalStateException.class, closed);
    refuses(
        () -> {
          out.send("more");
          return null;
        },
        ChannelClosedException.class,
        "send on closed channel");
    refuses(
        () -> {
          d.ack();
          return null;
        },
        IllegalStateException.class,
        "queue used: " + closed + "; the value will be delivered again");
    assertThat(in.receive()).isNull();
    assertThat(other.context().err()).isNotNull();
    assertThat(other.context().cause()).hasMessage(closed);
  }
}
