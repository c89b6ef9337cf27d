// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.timer.TimerTask;
import io.heddle.time.Time;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The clocks and the timed waits of Java, as rewritten code calls them; see {@link Hooks}. */
public final class TimeHooks {
  private static final long MILLION = 1_000_000;

  private TimeHooks() {}

  private static boolean isOutside() {
    return BubbleScheduler.here() == null;
  }

  // ---- waits ----

  public static void sleep(long millis) throws InterruptedException {
    if (isOutside() || millis < 0) {
      Thread.sleep(millis);
    } else {
      Time.sleep(Duration.ofMillis(millis));
    }
  }

  public static void sleep(long millis, int nanos) throws InterruptedException {
    if (isOutside() || millis < 0 || nanos < 0 || nanos >= MILLION) {
      Thread.sleep(millis, nanos);
    } else {
      Time.sleep(Duration.ofMillis(millis).plusNanos(nanos));
    }
  }

  public static void sleep(Duration d) throws InterruptedException {
    if (isOutside()) {
      Thread.sleep(d);
    } else {
      Time.sleep(d);
    }
  }

  public static void sleep(TimeUnit unit, long n) throws InterruptedException {
    if (isOutside()) {
      unit.sleep(n);
    } else {
      Time.sleep(Duration.of(Math.max(0, n), unit.toChronoUnit()));
    }
  }

  public static void onSpinWait() {
    if (isOutside()) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }

  public static void park() {
    BubbleScheduler.before(Op.PARK, null);
    LockSupport.park();
  }

  public static void park(@Nullable Object blocker) {
    BubbleScheduler.before(Op.PARK, null);
    LockSupport.park(blocker);
  }

  public static void unpark(@Nullable Thread thread) {
    BubbleScheduler.before(Op.UNPARK, null);
    LockSupport.unpark(thread);
  }

  public static void parkNanos(long nanos) {
    parkNanos(null, nanos);
  }

  /** Called by the JDK's own classes, too. */
  public static void parkNanos(@Nullable Object blocker, long nanos) {
    if (isOutside()) {
      if (blocker == null) {
        LockSupport.parkNanos(nanos);
      } else {
        LockSupport.parkNanos(blocker, nanos);
      }
    } else if (nanos > 0) {
      var alarm = new Alarm(Thread.currentThread());
      TimerService.get().arm(alarm, TimeSource.after(nanos));
      try {
        LockSupport.park(blocker);
      } finally {
        TimerService.get().cancel(alarm);
      }
    }
  }

  public static void parkUntil(long deadline) {
    parkUntil(null, deadline);
  }

  public static void parkUntil(@Nullable Object blocker, long deadline) {
    if (isOutside()) {
      LockSupport.parkUntil(blocker, deadline);
    } else {
      long millis = deadline - currentTimeMillis();
      parkNanos(blocker, millis <= 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  public static void join(Thread t, long millis) throws InterruptedException {
    BubbleScheduler.before(Op.CALL, t);
    if (isOutside() || t.isVirtual() || millis <= 0) {
      t.join(millis);
    } else {
      awaitEnd(t, TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  public static void join(Thread t, long millis, int nanos) throws InterruptedException {
    if (millis < 0 || nanos < 0 || nanos >= MILLION) {
      t.join(millis, nanos); // which says what is wrong with it
    } else {
      join(t, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
    }
  }

  public static boolean join(Thread t, Duration limit) throws InterruptedException {
    BubbleScheduler.before(Op.CALL, t);
    if (isOutside() || t.isVirtual() || !limit.isPositive() || t.getState() == Thread.State.NEW) {
      return t.join(limit);
    }
    return awaitEnd(t, Durations.nanos(limit));
  }

  public static void timedJoin(TimeUnit unit, Thread t, long n) throws InterruptedException {
    if (n > 0) {
      join(t, Math.max(1, unit.toMillis(n)));
    }
  }

  /** Nobody in the bubble hears of a platform thread's end: it is looked for, ever more rarely. */
  private static boolean awaitEnd(Thread t, long nanos) throws InterruptedException {
    long end = TimeSource.after(nanos);
    long pause = MILLION;
    while (t.isAlive()) {
      long left = end - TimeSource.now();
      if (left <= 0) {
        return false;
      }
      Time.sleep(Duration.ofNanos(Math.min(left, pause)));
      pause = TimeSource.saturatedSum(pause, pause);
    }
    return true;
  }

  private static final class Alarm extends TimerTask {
    private final Thread thread;

    Alarm(Thread thread) {
      this.thread = thread;
    }

    @Override
    protected void fire(long now) {
      LockSupport.unpark(thread);
    }
  }

  // ---- futures whose limits the JDK keeps by a thread of its own ----

  public static <T> CompletableFuture<T> orTimeout(CompletableFuture<T> f, long n, TimeUnit unit) {
    if (isOutside()) {
      return f.orTimeout(n, unit);
    }
    var timer =
        Time.afterFunc(
            Duration.of(n, unit.toChronoUnit()),
            () -> f.completeExceptionally(new TimeoutException()));
    var _ = f.whenComplete((result, e) -> timer.stop());
    return f;
  }

  public static <T> CompletableFuture<T> completeOnTimeout(
      CompletableFuture<T> f, T value, long n, TimeUnit unit) {
    if (isOutside()) {
      return f.completeOnTimeout(value, n, unit);
    }
    var timer = Time.afterFunc(Duration.of(n, unit.toChronoUnit()), () -> f.complete(value));
    var _ = f.whenComplete((result, e) -> timer.stop());
    return f;
  }

  public static Executor delayedExecutor(long n, TimeUnit unit) {
    return isOutside()
        ? CompletableFuture.delayedExecutor(n, unit)
        : delayedExecutor(n, unit, ForkJoinPool.commonPool());
  }

  public static Executor delayedExecutor(long n, TimeUnit unit, Executor to) {
    if (isOutside()) {
      return CompletableFuture.delayedExecutor(n, unit, to);
    }
    return task -> Time.afterFunc(Duration.of(n, unit.toChronoUnit()), () -> to.execute(task));
  }

  // ---- clocks ----

  public static long nanoTime() {
    var b = BubbleScheduler.here();
    return b == null ? System.nanoTime() : b.nanos();
  }

  public static long currentTimeMillis() {
    var b = BubbleScheduler.here();
    return b == null ? System.currentTimeMillis() : b.wall(b.nanos()).toEpochMilli();
  }

  public static Clock systemUTC() {
    return isOutside() ? Clock.systemUTC() : Time.clock();
  }

  public static Clock systemDefaultZone() {
    return system(ZoneId.systemDefault());
  }

  public static Clock system(ZoneId zone) {
    return isOutside() ? Clock.system(zone) : Time.clock().withZone(zone);
  }

  public static Clock tickMillis(ZoneId zone) {
    return Clock.tick(system(zone), Duration.ofMillis(1));
  }

  public static Clock tickSeconds(ZoneId zone) {
    return Clock.tick(system(zone), Duration.ofSeconds(1));
  }

  public static Clock tickMinutes(ZoneId zone) {
    return Clock.tick(system(zone), Duration.ofMinutes(1));
  }

  public static Instant instant() {
    return systemUTC().instant();
  }

  public static LocalDate localDate() {
    return LocalDate.now(systemDefaultZone());
  }

  public static LocalDate localDate(ZoneId zone) {
    return LocalDate.now(system(zone));
  }

  public static LocalTime localTime() {
    return LocalTime.now(systemDefaultZone());
  }

  public static LocalTime localTime(ZoneId zone) {
    return LocalTime.now(system(zone));
  }

  public static LocalDateTime localDateTime() {
    return LocalDateTime.now(systemDefaultZone());
  }

  public static LocalDateTime localDateTime(ZoneId zone) {
    return LocalDateTime.now(system(zone));
  }

  public static ZonedDateTime zonedDateTime() {
    return ZonedDateTime.now(systemDefaultZone());
  }

  public static ZonedDateTime zonedDateTime(ZoneId zone) {
    return ZonedDateTime.now(system(zone));
  }

  public static OffsetDateTime offsetDateTime() {
    return OffsetDateTime.now(systemDefaultZone());
  }

  public static OffsetDateTime offsetDateTime(ZoneId zone) {
    return OffsetDateTime.now(system(zone));
  }

  public static OffsetTime offsetTime() {
    return OffsetTime.now(systemDefaultZone());
  }

  public static Year year() {
    return Year.now(systemDefaultZone());
  }

  public static Calendar calendar() {
    return showing(Calendar.getInstance());
  }

  public static Calendar calendar(TimeZone zone) {
    return showing(Calendar.getInstance(zone));
  }

  public static Calendar calendar(Locale locale) {
    return showing(Calendar.getInstance(locale));
  }

  public static Calendar calendar(TimeZone zone, Locale locale) {
    return showing(Calendar.getInstance(zone, locale));
  }

  private static Calendar showing(Calendar c) {
    if (!isOutside()) {
      c.setTimeInMillis(currentTimeMillis());
    }
    return c;
  }

  public static YearMonth yearMonth() {
    return YearMonth.now(systemDefaultZone());
  }
}
