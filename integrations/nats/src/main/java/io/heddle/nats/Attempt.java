// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Go;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import java.io.IOException;
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
   * A server that refuses a client says so and hangs up. jnats notes both, and waits for the server's first pong all
   * the same, for as long as connectTimeout. So it connects in a goroutine of its own, which a complaint of the
   * server interrupts: jnats takes that for the end of the attempt. Once there is a connection that goroutine
   * has ended, and a complaint interrupts nobody. The caller waits for the goroutine, so an interrupt of the caller
   * is never mistaken for a refusal, nor swallowed by jnats.
   * Checked by: BadInputTest, SecurityTest
   */
  private final Consumer<String> errors;
  private final CompletableFuture<Connection> outcome = new CompletableFuture<>();
  private final BlockingQueue<Exception> told = new ArrayBlockingQueue<>(1);
  private volatile @Nullable Thread connecting;
  private volatile @Nullable String complaint;

  /**
   * Not begun.
   *
   * @param errors hears what the server says, also later on
   */
  Attempt(Consumer<String> errors) {
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

  /** What the server said against it; null: nothing. */
  @Nullable String complaint() {
    return complaint;
  }

  /** The first thing that failed; jnats tells it in a goroutine of its own. */
  @Nullable Exception failure(long millis) throws InterruptedException {
    return told.poll(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    complaint = error;
    errors.accept(error);
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
