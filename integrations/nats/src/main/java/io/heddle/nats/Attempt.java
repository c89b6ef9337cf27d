// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Go;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How jnats connects to one server, and what it tells meanwhile. */
final class Attempt implements ErrorListener {
  /*
   * A server that refuses a client says so and hangs up; one that is killed only hangs up. jnats notes both, and waits
   * for the server's first pong all the same, for as long as connectTimeout. So it connects in a goroutine of its
   * own, which is interrupted when the server has complained and when jnats's reader has ended: jnats takes that
   * for the end of the attempt, and tries the next address of the same host. jnats ends its reader itself when the
   * time was over; then nobody is interrupted, who would be the next attempt. Once there is a connection that
   * goroutine has ended, and nobody is interrupted either.
   * The caller waits for the goroutine, so an interrupt of the caller is never mistaken for a refusal, nor swallowed by
   * jnats.
   * Checked by: BadInputTest, SecurityTest, FaultTest
   */
  private final Duration most;
  private final Consumer<String> errors;
  private final CompletableFuture<Connection> outcome = new CompletableFuture<>();
  private final BlockingQueue<Exception> told = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<String> complaints = new ArrayBlockingQueue<>(1);
  private volatile @Nullable Thread connecting;
  private volatile boolean hungUp;

  /**
   * Not begun.
   *
   * @param most for how long jnats tries one address
   * @param errors hears what the server says, also later on
   */
  Attempt(Duration most, Consumer<String> errors) {
    this.most = most;
    this.errors = errors;
  }

  /** Waits for the connection. */
  Connection connect(Options options, String server) throws IOException, InterruptedException {
    var goroutine =
        Go.go(
            "nats connect " + server,
            () -> {
              connecting = Thread.currentThread();
              try {
                outcome.complete(io.nats.client.Nats.connect(options));
              } catch (Throwable e) {
                outcome.completeExceptionally(e);
              }
            });
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      goroutine.interrupt();
      var _ = outcome.thenAccept(Link::closeQuietly); // it may have been faster
      throw e;
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause())) {
        case IOException io -> throw io;
        case RuntimeException r -> throw r;
        case Error error -> throw error;
        default -> throw new IOException(e.getCause()); // jnats was interrupted, by a complaint
      }
    }
  }

  /**
   * What the server said against it first, once; null: nothing. jnats tells it in a goroutine of
   * its own, perhaps after the connection has been closed.
   */
  @Nullable String complaint(long millis) throws InterruptedException {
    return complaints.poll(millis, TimeUnit.MILLISECONDS);
  }

  /** True if the server has closed the connection. */
  boolean isHungUp() {
    return hungUp;
  }

  /** The first thing that failed; jnats tells it in a goroutine of its own. */
  @Nullable Exception failure(long millis) throws InterruptedException {
    return told.poll(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    complaints.offer(error);
    errors.accept(error);
    giveUp();
  }

  /** jnats reads no more from an address. */
  void readerEnded(long nanos) {
    if (nanos < most.toNanos()) {
      hungUp = true;
      giveUp();
    }
  }

  private void giveUp() {
    var thread = connecting;
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception e) {
    told.offer(e);
  }
}
