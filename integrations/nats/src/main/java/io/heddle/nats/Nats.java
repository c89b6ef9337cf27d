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
 * A connection to NATS, and the channels and calls that go over it. {@link #queue} and {@link
 * #topic} give channels whose other end is in another process. Safe for use by several goroutines
 * at once.
 *
 * <p>It reconnects by itself when the server was away: senders wait meanwhile, and values of a
 * queue are not lost.
 *
 * <p>Methods that make something throw {@link IllegalStateException} if the connection was closed,
 * and {@link IllegalArgumentException} if the name is not made of letters, digits, {@code -} and
 * {@code _}, with dots between words.
 */
public final class Nats implements AutoCloseable {
  /**
   * The W3C trace context: sent with each value and request, and found in {@link Delivery#context}
   * and in the context of a {@link Handler}.
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
   * Connects. The connection is closed when {@link Context#current} is done, if it is still open
   * then.
   *
   * @param options where the server is
   * @return the connection
   * @throws NatsException if a server refuses the connection, which is reported at once, or if no
   *     server accepts one within {@link Options#connectTimeout} for each
   * @throws InterruptedException if the caller was interrupted while it waited
   */
  public static Nats connect(Options options) throws InterruptedException {
    return new Nats(Link.open(options));
  }

  /**
   * Opens a queue with the settings that it has, or makes one with {@link Queue#settings}. It stays
   * open as long as the connection, so open it once and keep it.
   *
   * @param <T> the type of the values
   * @param name the name of the queue
   * @param codec how values are encoded
   * @return the queue
   * @throws NatsException if the server refuses or does not answer
   * @throws InterruptedException if the caller was interrupted while it waited for the server
   */
  public <T> Remote<T> queue(String name, Codec<T> codec) throws InterruptedException {
    return queue(name, codec, Queue.settings());
  }

  /**
   * Opens a queue, or makes it if it does not exist. Each value goes to one receiver, and the
   * server keeps it until that receiver acknowledges it. The queue stays open as long as the
   * connection, so open it once and keep it.
   *
   * @param <T> the type of the values
   * @param name the name of the queue
   * @param codec how values are encoded
   * @param settings how the server keeps the queue
   * @return the queue
   * @throws NatsException if the queue exists with other settings, or the server refuses or does
   *     not answer
   * @throws InterruptedException if the caller was interrupted while it waited for the server
   */
  public <T> Remote<T> queue(String name, Codec<T> codec, Queue settings)
      throws InterruptedException {
    Names.requireSubject("queue", name);
    link.requireOpen();
    var queue = new QueueRemote<>(link, acks, name, codec, settings);
    queues.add(queue);
    return queue;
  }

  /**
   * Opens a topic. Each value goes to every receiver that listens at that time; nothing is kept.
   * Does not block.
   *
   * @param <T> the type of the values
   * @param name the name of the topic
   * @param codec how values are encoded
   * @return the topic
   */
  public <T> Remote<T> topic(String name, Codec<T> codec) {
    Names.requireSubject("topic", name);
    link.requireOpen();
    var topic = new TopicRemote<>(link, name, codec);
    topics.add(topic);
    return topic;
  }

  /**
   * Returns a client of a service. Does not block, and does not check whether anybody serves it.
   *
   * @param <Q> the type of requests
   * @param <R> the type of replies
   * @param service the name of the service
   * @param requests how requests are encoded
   * @param replies how replies are decoded
   * @return the client
   */
  public <Q, R> Caller<Q, R> caller(String service, Codec<Q> requests, Codec<R> replies) {
    Names.requireSubject("service", service);
    link.requireOpen();
    return new ServiceCaller<>(link, service, requests, replies);
  }

  /**
   * Serves requests, each in a goroutine of its own. Each request goes to one of the processes that
   * serve the same name. Returns when the server knows of it.
   *
   * @param <Q> the type of requests
   * @param <R> the type of replies
   * @param service the name of the service
   * @param requests how requests are decoded
   * @param replies how replies are encoded
   * @param how how many requests are served at once
   * @param handler answers a request
   * @return the service; close it to stop serving
   * @throws InterruptedException if the caller was interrupted while it waited for the server
   */
  public <Q, R> Serving serve(
      String service, Codec<Q> requests, Codec<R> replies, Serve how, Handler<Q, R> handler)
      throws InterruptedException {
    Names.requireSubject("service", service);
    link.requireOpen();
    return ServiceServer.start(link, service, requests, replies, how, handler);
  }

  /**
   * Returns a context that is done when the connection has ended; its cause says why it ended.
   *
   * @return the context
   */
  public Context context() {
    return link.context();
  }

  /**
   * Returns the counters of each channel that has not ended. Does not block.
   *
   * @return one for each channel
   */
  public List<ChannelMetrics> metrics() {
    var all = new java.util.ArrayList<ChannelMetrics>();
    queues.forEach(q -> all.addAll(q.metrics()));
    topics.forEach(t -> all.addAll(t.metrics()));
    return List.copyOf(all);
  }

  /**
   * Closes all services and senders as their {@code close} does, then the receivers, whose values
   * are delivered to others (after {@link Receive#redeliverAfter} at the latest), then the
   * connection. It waits at most {@link Options#flushTimeout} for all of them together, and some
   * seconds more for a server that does not answer. Closing twice has no effect.
   *
   * @throws NotAcceptedException if an open sender had values that the server did not acknowledge;
   *     those of further senders are suppressed exceptions of the first
   */
  @Override
  public void close() {
    link.close();
  }

  /**
   * Where the server is and how to connect to it. Immutable: each method returns a new one.
   *
   * @param urls the servers of one cluster: {@code nats://host:port}, or {@code tls://}
   * @param name what the server calls this connection
   * @param user the user's name; null: none
   * @param password the user's password; null: none
   * @param token the server's token; null: none
   * @param credentials a {@code .creds} file; null: none
   * @param tls certificates and keys for TLS; null: the JDK's, where the address is {@code tls://}
   * @param connectTimeout how long {@link Nats#connect} to each server, and each request, may take
   * @param flushTimeout how long a close waits for what the server has not acknowledged
   * @param pingInterval how often the server is pinged
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
    /**
     * Checks the addresses.
     *
     * @throws IllegalArgumentException if there is none, or one is not an address of NATS
     */
    public Options {
      urls = List.copyOf(urls);
      if (urls.isEmpty()) {
        throw new IllegalArgumentException("no server: nats://host:4222 for example");
      }
      urls.forEach(Connecting::requireUrl);
    }

    /**
     * Returns options for one server, or for several of one cluster, with five seconds for
     * connecting, for flushing, and between pings.
     *
     * @param urls for example {@code nats://localhost:4222}
     * @return the options
     * @throws IllegalArgumentException if there is none, or one is not an address of NATS
     */
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

    /** A mutable copy, from which the next options are made. */
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

    /**
     * Sets what the server calls this connection.
     *
     * @param text the name
     * @return options that differ in this
     */
    public Options name(String text) {
      return with(d -> d.name = text);
    }

    /**
     * Sets user and password.
     *
     * @param userName the user's name
     * @param secret the user's password
     * @return options that differ in this
     */
    public Options user(String userName, String secret) {
      return with(d -> {
        d.user = userName;
        d.password = secret;
      });
    }

    /**
     * Sets the token that the server asks for.
     *
     * @param secret the token
     * @return options that differ in this
     */
    public Options token(String secret) {
      return with(d -> d.token = secret);
    }

    /**
     * Sets the file with the user's JWT and key.
     *
     * @param file a {@code .creds} file
     * @return options that differ in this
     */
    public Options credentials(Path file) {
      return with(d -> d.credentials = file);
    }

    /**
     * Connects over TLS.
     *
     * @param certificates the certificates and keys to use
     * @return options that differ in this
     */
    public Options tls(SSLContext certificates) {
      return with(d -> d.tls = certificates);
    }

    /**
     * Sets how long {@link Nats#connect} and each request to the server may take.
     *
     * @param d the time, positive
     * @return options that differ in this
     * @throws IllegalArgumentException if {@code d} is not positive
     */
    public Options connectTimeout(Duration d) {
      var positive = Names.positive(d, "connectTimeout");
      return with(draft -> draft.connectTimeout = positive);
    }

    /**
     * Sets how long a close waits for what the server has not acknowledged.
     *
     * @param d the time, positive
     * @return options that differ in this
     * @throws IllegalArgumentException if {@code d} is not positive
     */
    public Options flushTimeout(Duration d) {
      var positive = Names.positive(d, "flushTimeout");
      return with(draft -> draft.flushTimeout = positive);
    }

    /**
     * Sets how often the server is pinged; after three pings without an answer the connection
     * counts as broken.
     *
     * @param d the time, positive
     * @return options that differ in this
     * @throws IllegalArgumentException if {@code d} is not positive
     */
    public Options pingInterval(Duration d) {
      var positive = Names.positive(d, "pingInterval");
      return with(draft -> draft.pingInterval = positive);
    }
  }
}
