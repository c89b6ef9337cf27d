// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Options;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One attempt to connect, and in words what came of it. */
final class Connecting {
  /*
   * jnats's queue of what is to be written has no bound. What a sender, a receiver or a call has in it is bounded by
   * their windows; a bound for all of them together, 5,000 messages, would hold a pump, and a call beyond its deadline,
   * while the server does not read, and after some seconds refuse the message.
   * Checked by: BadInputTest, FaultTest
   */

  /** jnats tells why it failed, and what the server said, in goroutines of their own. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(1);

  private static final String FULL =
      "the server refuses the connection at once; it may have as many as it takes, or be no NATS"
          + " server";

  private Connecting() {}

  static void requireUrl(String url) {
    String why;
    try {
      var uri = new URI(url);
      if (uri.getHost() != null
          && uri.getPort() < 1 << 16
          && uri.getScheme() != null
          && List.of("nats", "tls", "opentls", "ws", "wss").contains(uri.getScheme())) {
        return;
      }
      why =
          uri.getScheme() == null
              ? "no scheme"
              : uri.getPort() < 1 << 16
                  ? "no host, or not a scheme of NATS"
                  : "no port is " + uri.getPort();
    } catch (URISyntaxException e) {
      why = e.getReason();
    }
    throw new IllegalArgumentException(
        "server " + Names.quoted(url) + ": " + why + "; write nats://host:4222 or tls://host:4222");
  }

  /**
   * A connection that does not come back by itself: {@link Link} makes a new one.
   *
   * @param servers in the order to be tried
   * @throws Refused if a server does not let us in, and none of the others does
   * @throws NatsException in all other cases
   */
  static Connection connect(
      Nats.Options o,
      List<String> servers,
      ScheduledExecutorService pings,
      ConnectionListener closed,
      Consumer<String> errors)
      throws InterruptedException {
    NatsException why = null;
    for (var server : servers) {
      try {
        return connect(o, server, where(servers), pings, closed, errors);
      } catch (NatsException e) {
        why = why == null || e instanceof Refused ? e : why;
      }
    }
    throw Objects.requireNonNull(why);
  }

  private static Connection connect(
      Nats.Options o,
      String server,
      String where,
      ScheduledExecutorService pings,
      ConnectionListener closed,
      Consumer<String> errors)
      throws InterruptedException {
    var threads = new GoroutineThreads("nats " + server);
    var attempt = new Attempt(o.connectTimeout(), errors);
    var builder =
        new Options.Builder()
            .server(server)
            .noReconnect()
            .ignoreDiscoveredServers()
            .connectionName(o.name())
            .connectionTimeout(o.connectTimeout())
            .pingInterval(o.pingInterval())
            .maxPingsOut(3) // ours, and that of a flush
            .maxMessagesInOutgoingQueue(0) // no bound: see above
            .executor(threads)
            .connectExecutor(threads)
            .callbackExecutor(threads)
            .readerExecutor(
                GoroutineThreads.platform("nats reader " + server, attempt::readerEnded))
            .writerExecutor(new GoroutineThreads("nats writer " + server))
            .scheduledExecutor(pings)
            .connectionListener(closed)
            .errorListener(attempt);
    if (o.user() != null) {
      builder.userInfo(o.user(), o.password() == null ? "" : o.password());
    }
    if (o.token() != null) {
      builder.token(o.token().toCharArray());
    }
    if (o.credentials() != null) {
      builder.authHandler(credentials(o));
    }
    if (o.tls() != null) {
      builder.sslContext(o.tls());
    }
    try {
      return attempt.connect(builder.build(), server);
    } catch (AuthenticationException e) {
      throw new Refused(where + ": the server refuses " + who(o), e);
    } catch (IOException | IllegalStateException e) {
      var complaint = attempt.complaint(0);
      var cause = complaint == null ? whyUnreachable(server, o.connectTimeout()) : null;
      boolean isHungUp = complaint == null && cause == null && attempt.isHungUp();
      if (isHungUp) {
        complaint = attempt.complaint(TOLD_WITHIN.toMillis());
      }
      if (complaint != null) {
        throw new NatsException(where + ": " + whyRefused(complaint), e);
      }
      if (isHungUp) {
        throw new NatsException(where + ": the server closes the connection; is it " + what(o), e);
      }
      if (cause == null) {
        var first = attempt.failure(TOLD_WITHIN.toMillis());
        cause = first == null ? e : first;
      }
      throw new NatsException(where + ": " + why(o, cause), cause);
    }
  }

  private static io.nats.client.AuthHandler credentials(Nats.Options o) {
    var file = Objects.requireNonNull(o.credentials());
    if (!java.nio.file.Files.isReadable(file)) {
      throw new NatsException("no credentials: " + file + " is not a file that can be read");
    }
    return io.nats.client.Nats.credentials(file.toString());
  }

  /** jnats tells the reason later, if at all; null if there is somebody. */
  private static @Nullable Exception whyUnreachable(String url, Duration most) {
    var uri = URI.create(url);
    int port = uri.getPort() < 0 ? 4222 : uri.getPort();
    try (var s = new Socket()) {
      s.connect(new InetSocketAddress(uri.getHost(), port), (int) most.toMillis());
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static String where(List<String> servers) {
    return "cannot connect to " + String.join(", ", servers);
  }

  private static String who(Nats.Options o) {
    if (o.user() != null) {
      return "user " + o.user() + " with this password; check both in Nats.Options.user";
    }
    if (o.token() != null) {
      return "this token; check Nats.Options.token";
    }
    if (o.credentials() != null) {
      return "the credentials of "
          + o.credentials()
          + "; they may have been revoked or have expired";
    }
    return "who has no credentials; set Nats.Options.user, token or credentials";
  }

  private static String why(Nats.Options o, Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ConnectException) {
        return "nobody listens there; start it with: nats-server -js";
      }
      if (t instanceof UnknownHostException) {
        return "the host is not known; check the name";
      }
      if (t instanceof SSLException) {
        return "TLS failed (" + firstLine(t) + "); check the certificates in Nats.Options.tls";
      }
      if (t instanceof java.util.concurrent.TimeoutException
          || t instanceof java.net.SocketTimeoutException) {
        return silent(o);
      }
    }
    var text = firstLine(e);
    if (text.startsWith("Unable to connect")) { // and no cause was told: the time was over
      return silent(o);
    }
    if (text.contains("SSL required by server")) {
      return "the server wants TLS; use tls:// or Nats.Options.tls";
    }
    if (text.contains("SSL connection wanted by client")) {
      return "the server has no TLS; use nats://";
    }
    if (text.contains("Read past initial info")) { // an error beside it, which jnats does not tell
      return FULL;
    }
    return text + "; is it a NATS server?";
  }

  private static String whyRefused(String complaint) {
    return complaint.equalsIgnoreCase("maximum connections exceeded")
        ? FULL
        : "the server refuses the connection: " + complaint;
  }

  private static String silent(Nats.Options o) {
    return "no answer within " + o.connectTimeout().toMillis() + " ms; is it " + what(o);
  }

  private static String what(Nats.Options o) {
    return "a NATS server"
        + (o.tls() == null ? "?" : ", and does it take the certificate in Nats.Options.tls?");
  }

  static String firstLine(Throwable t) {
    var text = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    return text.lines().findFirst().orElse("");
  }

  /** The server does not let us in. */
  static final class Refused extends NatsException {
    private static final long serialVersionUID = 1;

    Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
