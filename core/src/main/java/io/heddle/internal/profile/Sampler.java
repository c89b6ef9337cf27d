// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.profile;

import io.heddle.internal.hook.Tracer;
import io.heddle.internal.hook.Tracing;
import io.heddle.internal.program.Frames;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.wait.Waiter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/** Adds up, by stack, for how long somebody waited: Go's block and mutex profiles. */
public abstract class Sampler implements Tracer {
  /*
   * Unbiased: a sample stands for as many as it was likely to be taken. Of waits shorter than the period a share
   *           that grows with their length is taken, so a sample of them stands for period / length of
   *           them, which together waited for one period. Go does the same.
   * Cost:     the stack is walked for samples only.
   */
  private final Map<List<StackTraceElement>, Sum> sums = new ConcurrentHashMap<>();
  private final AtomicBoolean isStopped = new AtomicBoolean();
  private final long startMillis = System.currentTimeMillis();
  private final long start = System.nanoTime();

  private static final class Sum {
    final DoubleAdder count = new DoubleAdder();
    final DoubleAdder nanos = new DoubleAdder();
  }

  private Sampler() {}

  /** Waits, told where they were; one sample for each so many nanoseconds waited. */
  public static Sampler ofWaits(long period) {
    return begun(new OfWaits(period));
  }

  /** Waits for locks, told where the lock was given back; one in {@code fraction}. */
  public static Sampler ofLocks(int fraction) {
    return begun(new OfLocks(fraction));
  }

  private static Sampler begun(Sampler s) {
    Tracing.add(s);
    return s;
  }

  final void add(double count, double nanos) {
    var stack = Frames.ofCallers(Frames.ofUser(new Throwable().getStackTrace()));
    var sum = sums.computeIfAbsent(stack, k -> new Sum());
    sum.count.add(count);
    sum.nanos.add(nanos);
  }

  /**
   * Ends it and writes what it has found.
   *
   * @return false if it has ended before; nothing is written then
   */
  public boolean stop(Path file) throws IOException {
    if (!isStopped.compareAndSet(false, true)) {
      return false;
    }
    Tracing.remove(this);
    var profile =
        new Pprof(new String[] {"contentions", "count"}, new String[] {"delay", "nanoseconds"})
            .times(startMillis, System.nanoTime() - start)
            .period("contentions", "count", 1);
    sums.forEach((stack, sum) ->
        profile.sample(stack, "", Math.round(sum.count.sum()), Math.round(sum.nanos.sum())));
    profile.write(file);
    return true;
  }

  private static final class OfWaits extends Sampler {
    private final long period;

    OfWaits(long period) {
      this.period = period;
    }

    @Override
    public @Nullable Object waits(Waiter w, @Nullable Goroutine g) {
      return switch (w.reason) {
        case SLEEP, PROGRAM, BUBBLE, SETTLE -> null;
        default -> System.nanoTime();
      };
    }

    @Override
    public void waited(Waiter w, @Nullable Goroutine g, Object mark) {
      long nanos = Math.max(1, System.nanoTime() - (Long) mark);
      if (nanos >= period) {
        add(1, (double) nanos);
      } else if (ThreadLocalRandom.current().nextLong(period) < nanos) {
        add((double) period / nanos, (double) period);
      }
    }
  }

  private static final class OfLocks extends Sampler {
    private final int fraction;
    private final Map<Waiter, Long> since = new ConcurrentHashMap<>();

    OfLocks(int fraction) {
      this.fraction = fraction;
    }

    @Override
    public @Nullable Object waits(Waiter w, @Nullable Goroutine g) {
      return switch (w.reason) {
        case MUTEX_LOCK, RWMUTEX_LOCK, RWMUTEX_RLOCK -> {
          if (ThreadLocalRandom.current().nextInt(fraction) != 0) {
            yield null;
          }
          since.put(w, System.nanoTime());
          yield w;
        }
        default -> null;
      };
    }

    @Override
    public void wakes(Waiter w) {
      var begin = since.isEmpty() ? null : since.remove(w);
      if (begin != null) {
        add(fraction, (double) fraction * (System.nanoTime() - begin));
      }
    }

    @Override
    public void waited(Waiter w, @Nullable Goroutine g, Object mark) {
      since.remove(w);
    }
  }
}
