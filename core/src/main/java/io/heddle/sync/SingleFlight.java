// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.GoexitSignal;
import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Suppresses duplicate calls: concurrent calls for the same key share one computation. Go's {@code
 * x/sync/singleflight.Group}.
 *
 * <p>The first caller for a key, the leader, runs its body. Callers that come meanwhile wait, and
 * get the same result or exception. The next call after the body has ended runs its own body.
 *
 * <p>Interrupts and cancellation are not shared. An interrupt of a waiter ends only its own wait.
 * An interrupt of the leader reaches the body. If the body fails because of it, or because a
 * context of the leader has ended, only the leader fails, and one of the waiters becomes the leader
 * and runs its own body. A deadline that the body itself has set is a failure like any other.
 *
 * <p>The end of a body happens-before the return of every call that gets its result, and before the
 * start of the next body for the key. Bodies for one key do not run concurrently, unless {@link
 * #forget} was called.
 *
 * @param <K> the type of the keys, which are compared by {@code equals}
 * @param <V> the type of the results
 */
public final class SingleFlight<K, V> {
  private final ConcurrentHashMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

  /** Makes an empty group. */
  public SingleFlight() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /** One run of a body; the result is written before the completion and read after it. */
  private static final class Flight<V> extends Completion {
    @Nullable V result;
    @Nullable Throwable failure;

    /** It has failed by what is its leader's alone: who waits begins again. */
    boolean isGivenUp;

    private final Object key;

    Flight(Object key) {
      super(WaitReason.WAIT_GROUP_WAIT);
      this.key = key;
    }

    @Override
    public String toString() {
      return "single flight of " + key;
    }
  }

  /**
   * Runs {@code body}, or waits for the running one for {@code key}, and returns its result. Go's
   * {@code Do}.
   *
   * @param key the key
   * @param body the computation, which runs on the calling thread
   * @return the result
   * @throws Exception the exception of the body, the same object for all callers that waited for
   *     it; {@link IllegalStateException} for callers that waited for a body that called {@code
   *     goexit}; {@link InterruptedException} if interrupted before or during the wait
   */
  @SuppressWarnings("NullAway") // null only if the body returned null
  public V run(K key, Callable<? extends V> body) throws Exception {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(body, "body");
    Waiting.checkInterrupt();
    StackReserve.touchTwice(); // for the end of a flight, whatever the body does
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.RUN, this);
    }
    while (true) {
      var mine = new Flight<V>(key);
      mine.runHere();
      var flight = flights.putIfAbsent(key, mine);
      if (flight == null) {
        if (Race.ON) {
          Race.acquire(this); // who led before has left the map
        }
        return lead(key, mine, body);
      }
      flight.await();
      if (!flight.isGivenUp) {
        return resultOf(flight);
      }
    }
  }

  @SuppressWarnings("NullAway")
  private static <V> V resultOf(Flight<V> flight) throws Exception {
    switch (flight.failure) {
      case null -> {}
      case Exception e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e); // a Callable throws nothing else
    }
    return flight.result;
  }

  /**
   * Forgets a running computation: the next call for {@code key} runs its own body. Never blocks.
   * Go's {@code Forget}.
   *
   * @param key the key
   */
  public void forget(K key) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.UPDATE, this);
    }
    flights.remove(Objects.requireNonNull(key, "key"));
  }

  @SuppressWarnings("NullAway")
  private V lead(K key, Flight<V> flight, Callable<? extends V> body) throws Exception {
    long since = TimeSource.now();
    try {
      flight.result = body.call();
      return flight.result;
    } catch (Throwable e) {
      flight.failure = e; // before anything else, which may find no memory
      if (GoexitSignal.isIn(e)) {
        flight.failure = new IllegalStateException("singleflight: the body called goexit");
      } else if (CallersFate.is(e, since)) {
        flight.isGivenUp = true;
      }
      throw e;
    } finally {
      if (Race.ON) {
        Race.release(this);
      }
      try {
        flights.remove(key, flight);
      } finally {
        flight.complete();
      }
    }
  }
}
