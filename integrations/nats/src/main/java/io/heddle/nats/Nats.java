// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;
import io.heddle.context.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A connection to NATS, and the channels and calls that go over it. Where one machine is not
 * enough, {@link #queue} and {@link #topic} give channels whose other end is in another process.
 *
 * <p>It finds its way back by itself when the server was away: senders then wait, nothing is lost.
 */
public final class Nats implements AutoCloseable {
  /**
   * The W3C trace context that travels with what is sent under it, and is found where it arrives.
   */
  public static final Key<String> TRACEPARENT = Key.of("traceparent");

  private final Link link;
  private final AckMemory.Groups acks = new AckMemory.Groups();
  private final List<QueueRemote<?>> queues = new CopyOnWriteArrayList<>();
  private final List<TopicRemote<?>> topics = new CopyOnWriteArrayList<>();

  private Nats(Link link) {
    this.link = link;
  }

  /**
   * Connects. The connection ends with {@link Context#current}, if that ends before it is closed.
   *
   * @throws NatsException if that is not possible within {@link Options#connectTimeout}
   */
  public static Nats connect(Options options) throws InterruptedException {
    return new Nats(Link.open(options));
  }

  /** A queue with the settings it has, or if it is new {@link Queue#settings}. */
  public <T> Remote<T> queue(String name, Codec<T> codec) throws InterruptedException {
    return queue(name, codec, Queue.settings());
  }

  /**
   * A queue: each value goes to one receiver and is kept until that acknowledges it. It is made if
   * it is new.
   *
   * @throws NatsException if there is one with other settings
   */
  public <T> Remote<T> queue(String name, Codec<T> codec, Queue settings)
      throws InterruptedException {
    Names.requireSubject("queue", name);
    link.requireOpen();
    var queue = new QueueRemote<>(link, acks, name, codec, settings);
    queues.add(queue);
    return queue;
  }

  /** A topic: each value goes to every receiver that listens, and nothing is kept. */
  public <T> Remote<T> topic(String name, Codec<T> codec) {
    Names.requireSubject("topic", name);
    link.requireOpen();
    var topic = new TopicRemote<>(link, name, codec);
    topics.add(topic);
    return topic;
  }

  /** What calls the service of this name. */
  public <Q, R> Caller<Q, R> caller(String service, Codec<Q> requests, Codec<R> replies) {
    Names.requireSubject("service", service);
    link.requireOpen();
    return new ServiceCaller<>(link, service, requests, replies);
  }

  /**
   * Answers requests, each in a goroutine of its own, side by side with all others that serve it.
   */
  public <Q, R> Serving serve(
      String service, Codec<Q> requests, Codec<R> replies, Serve how, Handler<Q, R> handler)
      throws InterruptedException {
    Names.requireSubject("service", service);
    link.requireOpen();
    return ServiceServer.start(link, service, requests, replies, how, handler);
  }

  /** Ends with the connection; its cause says why. */
  public Context context() {
    return link.context();
  }

  /** One for each channel that has not ended. */
  public List<ChannelMetrics> metrics() {
    var all = new java.util.ArrayList<ChannelMetrics>();
    queues.forEach(q -> all.addAll(q.metrics()));
    topics.forEach(t -> all.addAll(t.metrics()));
    return List.copyOf(all);
  }

  /**
   * Closes all senders as their {@code close} does, then the receivers, whose values go to others
   * (at the latest after redeliverAfter), and the connection. Closing twice is harmless.
   *
   * @throws NotAcceptedException for each sender that was open and had values that the server does
   *     not have; further ones are suppressed
   */
  @Override
  public void close() {
    link.close();
  }

  /**
   * Where the server is and how to talk to it. Immutable: each method returns a new one.
   *
   * @param urls the servers of one cluster: {@code nats://host:port}, or {@code tls://}
   */
  public record Options(
      List<String> urls,
      String name,
      @Nullable String user,
      @Nullable String password,
      @Nullable String token,
      @Nullable Path credentials,
      @Nullable SSLContext tls,
      Duration connectTimeout,
      Duration flushTimeout,
      Duration pingInterval) {
    public Options {
      urls = List.copyOf(urls);
      if (urls.isEmpty()) {
        throw new IllegalArgumentException("no server: nats://host:4222 for example");
      }
      urls.forEach(Link::requireUrl);
    }

    /** One server, or several of one cluster: five seconds for connecting and for flushing. */
    public static Options of(String... urls) {
      return new Options(
          List.of(urls),
          "heddle",
          null,
          null,
          null,
          null,
          null,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5));
    }

    /** One of which some is to be said anew. */
    private static final class Draft {
      private final Options from;
      private String name;
      private @Nullable String user;
      private @Nullable String password;
      private @Nullable String token;
      private @Nullable Path credentials;
      private @Nullable SSLContext tls;
      private Duration connectTimeout;
      private Duration flushTimeout;
      private Duration pingInterval;

      private Draft(Options from) {
        this.from = from;
        name = from.name;
        user = from.user;
        password = from.password;
        token = from.token;
        credentials = from.credentials;
        tls = from.tls;
        connectTimeout = from.connectTimeout;
        flushTimeout = from.flushTimeout;
        pingInterval = from.pingInterval;
      }

      private Options options() {
        return new Options(
            from.urls,
            name,
            user,
            password,
            token,
            credentials,
            tls,
            connectTimeout,
            flushTimeout,
            pingInterval);
      }
    }

    private Options with(Consumer<Draft> change) {
      var draft = new Draft(this);
      change.accept(draft);
      return draft.options();
    }

    /** What the server calls this connection. */
    public Options name(String text) {
      return with(d -> d.name = text);
    }

    public Options user(String userName, String secret) {
      return with(d -> {
        d.user = userName;
        d.password = secret;
      });
    }

    public Options token(String secret) {
      return with(d -> d.token = secret);
    }

    /** A {@code .creds} file. */
    public Options credentials(Path file) {
      return with(d -> d.credentials = file);
    }

    /** Over TLS, with these certificates and keys. */
    public Options tls(SSLContext certificates) {
      return with(d -> d.tls = certificates);
    }

    /** How long {@link Nats#connect} and each request to the server may take. */
    public Options connectTimeout(Duration d) {
      var positive = Names.positive(d, "connectTimeout");
      return with(draft -> draft.connectTimeout = positive);
    }

    /** How long a close waits for what the server has not got yet. */
    public Options flushTimeout(Duration d) {
      var positive = Names.positive(d, "flushTimeout");
      return with(draft -> draft.flushTimeout = positive);
    }

    /** How often the server is asked whether it is there; three times unanswered it is not. */
    public Options pingInterval(Duration d) {
      var positive = Names.positive(d, "pingInterval");
      return with(draft -> draft.pingInterval = positive);
    }
  }
}
