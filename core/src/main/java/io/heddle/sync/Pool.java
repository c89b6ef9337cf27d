// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.JdkInternals;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A set of temporary objects that can be reused: Go's {@code sync.Pool}.
 *
 * <p>It may drop objects at any time; objects that are not used are dropped after a few garbage
 * collections. It never blocks. A {@code put} happens-before the {@code get} that returns the
 * object.
 *
 * @param <T> the type of the objects
 */
public final class Pool<T> {
  /*
   * Shards:    as in Go, each carrier has its own, so that what a goroutine puts is most likely found
   *            in a warm cache, and without contention. Which shard is only a hint: a goroutine may
   *            move to another carrier in between, so each has a lock. An empty one takes from the
   *            others.
   * Forgetting: after a collection what was put since the one before is the old generation, and the
   *            old generation is dropped. Only a pool that holds something listens for collections,
   *            and only weakly: a pool that nobody refers to is garbage with all it holds.
   * Checked by: PoolTest
   */
  private static final int SHARDS = shards();

  private final @Nullable Supplier<? extends T> supplier;
  private final PoolShard[] shards =
      Stream.generate(PoolShard::new).limit(SHARDS).toArray(PoolShard[]::new);
  private final AtomicBoolean listens = new AtomicBoolean();

  /** Makes an empty pool that does not make objects. */
  public Pool() {
    supplier = null;
  }

  /**
   * Makes an empty pool that calls {@code supplier} if it has no object.
   *
   * @param supplier makes an object; Go's {@code New}
   */
  public Pool(Supplier<? extends T> supplier) {
    this.supplier = Objects.requireNonNull(supplier, "supplier");
  }

  private static int shards() {
    int wanted = Math.max(2, 2 * Runtime.getRuntime().availableProcessors());
    return Integer.highestOneBit(wanted - 1) << 1;
  }

  /**
   * Takes an object out of the pool, or makes one. Never blocks. Go's {@code Get}.
   *
   * @return an object for the caller alone; null if the pool is empty and has no supplier
   */
  @SuppressWarnings("unchecked") // only put stores anything
  public @Nullable T get() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.GET, this);
    }
    int own = ownShard();
    for (int i = 0; i < SHARDS; i++) {
      var x = shards[(own + i) & (SHARDS - 1)].take();
      if (x != null) {
        if (Race.ON) {
          Race.acquire(x);
        }
        return (T) x;
      }
    }
    return supplier == null ? null : supplier.get();
  }

  /**
   * Adds an object to the pool. The caller must not use it any more. Never blocks. Happens-before
   * the {@link #get} that returns the object. Go's {@code Put}.
   *
   * @param x the object; null is ignored
   */
  public void put(@Nullable T x) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.PUT, this);
    }
    if (x == null) {
      return;
    }
    if (Race.ON) {
      Race.release(x);
    }
    shards[ownShard()].put(x);
    if (!listens.getPlain()) {
      try {
        listen(new WeakReference<>(this));
      } catch (OutOfMemoryError | StackOverflowError e) {
        // Its object is in the pool: this must not fail any more. The next put tries again.
      }
    }
  }

  private static int ownShard() {
    var carrier = JdkInternals.available() ? JdkInternals.currentCarrier() : Thread.currentThread();
    long id = carrier.threadId();
    return (int) (id * 0x9E3779B97F4A7C15L >>> 32) & (SHARDS - 1);
  }

  private void listen(WeakReference<? extends Pool<?>> self) {
    if (listens.compareAndSet(false, true)) {
      try {
        afterNextCollection(self);
      } catch (Throwable e) {
        listens.set(false);
        throw e;
      }
    }
  }

  private static void afterNextCollection(WeakReference<? extends Pool<?>> pool) {
    GarbageClock.afterNextCollection(() -> {
      var p = pool.get();
      if (p != null) {
        p.age(pool);
      }
    });
  }

  private void age(WeakReference<? extends Pool<?>> self) {
    listens.set(false);
    boolean holds = false;
    for (var shard : shards) {
      holds |= shard.age();
    }
    if (holds) {
      listen(self);
    }
  }
}
