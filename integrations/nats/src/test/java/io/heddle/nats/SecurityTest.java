// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static io.heddle.nats.Channels.next;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.ChannelClosedException;
import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in, and what they may do there. */
class SecurityTest {
  @TempDir static Path folder;
  private static TestTls tls;

  @BeforeAll
  static void makeCertificates() throws Exception {
    tls = new TestTls(folder);
    for (var name : new String[] {"server", "client"}) {
      tls.make(name);
    }
  }

  private static void sendsAndReceives(Nats net, String name) throws Exception {
    var jobs = net.queue(name, Codec.utf8());
    jobs.sender(1).send("job");
    assertThat(next(jobs.receiverAutoAck(1))).isEqualTo("job");
  }

  // ---- TLS ----

  @Test
  void valuesAndCallsGoOverTls() throws Exception {
    try (var server = TestServer.start(tls.server("server", "timeout: 5"))) {
      var trusting =
          server.options().connectTimeout(ofSeconds(30)).tls(tls.context("server", null));
      try (var net = Nats.connect(trusting)) {
        sendsAndReceives(net, "secret");
        try (var s =
            net.serve("echo", Codec.utf8(), Codec.utf8(), Serve.limit(4), (context, r) -> r)) {
          assertThat(net.caller("echo", Codec.utf8(), Codec.utf8()).call("?")).isEqualTo("?");
        }
      }
      var at = "cannot connect to " + server.url() + ": ";
      assertThatThrownBy(() ->
              Nats.connect(
                  server.options().connectTimeout(ofSeconds(30)).tls(tls.context("client", null))))
          .as("a server that it does not trust")
          .isInstanceOf(NatsException.class)
          .hasMessageStartingWith(at + "TLS failed (")
          .hasMessageEndingWith("; check the certificates in Nats.Options.tls");
      assertThatThrownBy(() -> Nats.connect(server.options()))
          .as("a client that knows nothing of TLS")
          .isInstanceOf(NatsException.class)
          .hasMessage(at + "the server wants TLS; use tls:// or Nats.Options.tls");
    }
  }

  @Test
  void aServerWithoutTls() throws Exception {
    try (var server = TestServer.start()) {
      assertThatThrownBy(() -> Nats.connect(server.options().tls(tls.context("server", null))))
          .isInstanceOf(NatsException.class)
          .hasMessage("cannot connect to " + server.url() + ": the server has no TLS; use nats://");
    }
  }

  @Test
  void aServerThatAsksForACertificate() throws Exception {
    var config =
        tls.server(
            "server",
            "timeout: 5, verify: true, ca_file: \"%s\"".formatted(tls.certificate("client")));
    try (var server = TestServer.start(config)) {
      try (var net = Nats.connect(server.options().tls(tls.context("server", "client")))) {
        sendsAndReceives(net, "mutual");
      }
      var without = server.options().tls(tls.context("server", null));
      assertThatThrownBy(() -> Nats.connect(without.connectTimeout(ofMinutes(5))))
          .isInstanceOf(NatsException.class)
          .hasMessageStartingWith("cannot connect to " + server.url() + ": ")
          .hasMessageContaining("Nats.Options.tls")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
  }

  // ---- what one may do ----

  private static final String USERS =
      """
      authorization { users: [
        {user: root, password: r}
        {user: ada, password: a, permissions: {%s}}
      ] }
      """;

  @Test
  void aQueueToWhichOneMayNotSend() throws Exception {
    try (var server = TestServer.start(USERS.formatted("publish: {deny: \"guarded\"}"));
        var root = Nats.connect(server.options().user("root", "r"));
        var ada = Nats.connect(server.options().user("ada", "a").flushTimeout(ofMillis(300)))) {
      root.queue("guarded", Codec.utf8()).sender(1).send("mine");
      var jobs = ada.queue("guarded", Codec.utf8());
      var out = jobs.sender(4);
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.send("hers");
                }
              })
          .isInstanceOf(ChannelClosedException.class);
      assertThatThrownBy(out::close).isInstanceOf(ChannelClosedException.class);
      assertThat(next(jobs.receiverAutoAck(1))).as("she may receive").isEqualTo("mine");
      sendsAndReceives(ada, "open");
    }
  }

  @Test
  void apiThatOneMayNotUse() throws Exception {
    try (var server = TestServer.start(USERS.formatted("publish: {deny: \"$JS.API.>\"}"));
        var ada = Nats.connect(server.options().user("ada", "a"))) {
      assertThatThrownBy(() -> ada.queue("jobs", Codec.utf8()))
          .isInstanceOf(NatsException.class)
          .hasMessageContaining("queue jobs: ")
          .hasMessageContaining("Permissions Violation for Publish");
    }
  }

  @Test
  void permissionsThatAreRevokedWhileOneSends() throws Exception {
    try (var server = TestServer.start(USERS.formatted("publish: {allow: \">\"}"));
        var ada = Nats.connect(server.options().user("ada", "a").flushTimeout(ofMillis(300)))) {
      var jobs = ada.queue("revoked", Codec.utf8());
      var out = jobs.sender(4);
      out.send("before");
      assertThat(next(jobs.receiverAutoAck(1))).isEqualTo("before");
      server.reload(USERS.formatted("publish: {deny: \"revoked\"}"));
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.send("after");
                  Thread.sleep(1);
                }
              })
          .isInstanceOf(ChannelClosedException.class);
      assertThat(ada.context().err()).as("the connection goes on").isNull();
      sendsAndReceives(ada, "another");
    }
  }

  // ---- credentials ----

  private static String sign(NKey issuer, NKey subject, String name, String nats) throws Exception {
    return JwtUtils.issueJWT(
        issuer,
        new String(subject.getPublicKey()),
        name,
        null,
        JwtUtils.currentTimeSeconds(),
        new String(issuer.getPublicKey()),
        () -> nats);
  }

  private static String account(String revocations, int connections, int storage) {
    return """
    {"type":"account","version":2,"revocations":{%s},"limits":{"subs":-1,"data":-1,"payload":-1,
    "imports":-1,"exports":-1,"wildcards":true,"conn":%d,"leaf":-1,"mem_storage":%d,
    "disk_storage":%d,"streams":%d,"consumer":%d}}\
    """
        .formatted(revocations, connections, storage, storage, storage, storage)
        .replace("\n", "");
  }

  /** A server whose users have credentials: the lines that stay when one of them is revoked. */
  private static String guarded(NKey operator) throws Exception {
    var system = NKey.createAccount(null);
    return """
    operator: %s
    system_account: %s
    resolver: MEMORY
    resolver_preload: { %s: %s\
    """
        .formatted(
            sign(operator, operator, "operator", "{\"type\":\"operator\",\"version\":2}"),
            new String(system.getPublicKey()),
            new String(system.getPublicKey()),
            sign(operator, system, "system", account("", -1, 0)));
  }

  private static String with(NKey account, NKey operator, String revocations, int connections)
      throws Exception {
    return ", %s: %s }"
        .formatted(
            new String(account.getPublicKey()),
            sign(operator, account, "test", account(revocations, connections, -1)));
  }

  private static Path credentials(NKey account, NKey user) throws Exception {
    var key = new String(user.getPublicKey());
    return Files.writeString(
        folder.resolve(key + ".creds"),
        JwtUtils.NATS_USER_JWT_FORMAT.formatted(
            JwtUtils.issueUserJWT(account, new String(account.getPublicKey()), key),
            new String(user.getSeed())));
  }

  @Test
  void credentialsThatAreRevoked() throws Exception {
    var operator = NKey.createOperator(null);
    var guarded = guarded(operator);
    var account = NKey.createAccount(null);
    var user = NKey.createUser(null);
    var key = new String(user.getPublicKey());
    var creds = credentials(account, user);
    try (var server = TestServer.start(guarded + with(account, operator, "", -1))) {
      var options =
          server
              .options()
              .credentials(creds)
              .connectTimeout(ofMinutes(5))
              .flushTimeout(ofMillis(300));
      try (var net = Nats.connect(options)) {
        sendsAndReceives(net, "known");
        var in = net.queue("known", Codec.utf8()).receiverAutoAck(1);
        long soon = JwtUtils.currentTimeSeconds() + 5;
        server.reload(guarded + with(account, operator, "\"%s\":%d".formatted(key, soon), -1));
        assertThat(net.context().done().receive()).isNull();
        var refused =
            "cannot connect to "
                + server.url()
                + ": the server refuses the credentials of "
                + creds
                + "; they may have been revoked or have expired";
        assertThat(net.context().cause()).hasMessage(refused);
        assertThat(in.receive()).isNull();
        assertThatThrownBy(() -> Nats.connect(options)).hasMessage(refused);
      }
    }
  }

  @Test
  void anAccountWithAsManyConnectionsAsItMayHave() throws Exception {
    var operator = NKey.createOperator(null);
    var account = NKey.createAccount(null);
    var creds = credentials(account, NKey.createUser(null));
    try (var server = TestServer.start(guarded(operator) + with(account, operator, "", 1))) {
      var options = server.options().credentials(creds).connectTimeout(ofMinutes(5));
      try (var net = Nats.connect(options)) {
        sendsAndReceives(net, "alone");
        assertThatThrownBy(() -> Nats.connect(options))
            .isInstanceOf(NatsException.class)
            .hasMessage(
                "cannot connect to "
                    + server.url()
                    + ": the server refuses the connection: maximum account active connections"
                    + " exceeded");
      }
    }
  }
}
