// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.time.Time;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.time.Duration;

/** What jnats throws, in one line that says where, why, and what to do. */
final class Failures {
  static final int NO_STREAM = 10059;
  static final int NO_CONSUMER = 10014;
  static final int NO_MESSAGE = 10037;
  static final int OTHER_CONFIG = 10058;
  static final int OVERLAP = 10065;
  private static final int NO_CLUSTER = 10074;
  static final int FULL = 10077;
  static final int SEALED = 10109;
  static final int TOO_LARGE = 10054;
  private static final int NOT_ENABLED = 10076;
  private static final int NOT_ENABLED_FOR_ACCOUNT = 10039;

  private Failures() {}

  /** A call of jnats that may fail. */
  interface Call<R> {
    R run() throws IOException, JetStreamApiException;
  }

  /**
   * Makes the call.
   *
   * @param what who fails, as in {@code queue jobs}
   */
  static <R> R ask(Link link, String what, Call<R> call) throws InterruptedException {
    try {
      return call.run();
    } catch (JetStreamApiException e) {
      throw new NatsException(what + ": " + why(link, e), e);
    } catch (IOException | IllegalStateException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new NatsException(what + ": " + why(link, e), e);
    }
  }

  /** Several calls that may be made twice. */
  interface Calls<R> {
    /**
     * Makes them.
     *
     * @param most how long each waits for its answer
     */
    R run(Duration most) throws InterruptedException;
  }

  /**
   * Makes the calls, and again if their connection goes meanwhile or an answer does not come: a
   * user who asks while a new one is made waits for that.
   */
  static <R> R askAgain(Link link, Calls<R> calls) throws InterruptedException {
    long until = System.nanoTime() + link.options().connectTimeout().toNanos();
    var patience = new Patience(link.options().connectTimeout());
    while (true) {
      var c = link.await();
      long begun = System.nanoTime();
      try {
        return calls.run(patience.now());
      } catch (NatsException e) {
        long now = System.nanoTime();
        boolean isAnswer = e.getCause() == null || e.getCause() instanceof JetStreamApiException;
        boolean hasGone = c != link.current() || c.getStatus() != Connection.Status.CONNECTED;
        // jnats that is just closing a connection takes a request, and neither sends nor refuses it
        boolean isSilent = now - begun >= patience.now().toNanos();
        if (isAnswer || !hasGone && !isSilent || now - until > 0) {
          throw e;
        }
      }
      patience.more();
      Time.sleep(Duration.ofMillis(20)); // Link may not have heard of it yet
    }
  }

  private static String why(Link link, JetStreamApiException e) {
    return switch (e.getApiErrorCode()) {
      case NOT_ENABLED, NOT_ENABLED_FOR_ACCOUNT ->
          "JetStream is not enabled on "
              + link.where()
              + "; start the server with: nats-server -js";
      case OVERLAP -> "another stream has its subject; choose another name or delete that stream";
      case NO_CLUSTER ->
          "a server that is no cluster keeps one replica; ask for one, or start it as a cluster";
      default ->
          "the server refuses: " + e.getErrorDescription() + " [" + e.getApiErrorCode() + "]";
    };
  }

  private static String why(Link link, Exception e) {
    var text = Connecting.firstLine(e);
    if (text.contains("503") || text.contains("No Responders") || text.contains("no response")) {
      return "JetStream does not answer on "
          + link.where()
          + "; is the server started with -js, and is its cluster complete?"
          + link.complaint();
    }
    return text + link.complaint();
  }

  static boolean is(NatsException e, int code) {
    return e.getCause() instanceof JetStreamApiException api && api.getApiErrorCode() == code;
  }
}
