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
 * Joins calls for the same key that come while one of them is under way: Go's {@code
 * x/sync/singleflight.Group}.
 *
 * <p>The first caller of a key, the leader, runs its body; those who come meanwhile wait and get
 * the same result or failure. Once the body has ended the next call runs anew.
 *
 * <p>What is the fate of one caller is not shared. A waiter's interrupt ends its own wait only. The
 * leader's reaches the body; if the body fails by it, or because a context of the leader's has
 * ended, the leader alone fails, and one of those who wait runs its own body and leads. A deadline
 * that the body itself has set is a failure like any other.
 *
 * <p>The end of a body happens-before the return of everyone who gets its result, and before the
 * start of the next body: bodies of one key, unless it was forgotten, run one after another.
 *
 * @param <K> the keys, compared by {@code equals}
 * @param <V> the results
 */
public final class SingleFlight<K, V> {
  private final ConcurrentHashMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

  /** Makes one with nothing under way. */
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
   * The result of {@code body}, or of the one under way for {@code key}. Go's {@code Do}.
   *
   * @param key what is asked for
   * @param body computes it, on the calling thread
   * @return the result
   * @throws Exception what the body threw, the same object to all who waited for it; {@link
   *     IllegalStateException} to those who waited for a body that called {@code goexit}
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
   * Lets the next call for {@code key} run anew, whatever is under way. Never blocks. Go's {@code
   * Forget}.
   *
   * @param key what is asked for
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
