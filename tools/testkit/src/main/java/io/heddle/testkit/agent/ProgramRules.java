// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import io.heddle.rewrite.CallRules;
import io.heddle.rewrite.CallRules.Surround;
import io.heddle.rewrite.CallRules.Target;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.StampedLock;

/** Which calls of a program become what: Java's waits and clocks, and where it meets others. */
final class ProgramRules {
  private static final String LOCK_SUPPORT = "java.util.concurrent.locks.LockSupport";
  private static final String FUTURE = "java.util.concurrent.CompletableFuture";
  private static final String FUTURE_TYPE = "Ljava/util/concurrent/CompletableFuture;";
  private static final String UNIT = "Ljava/util/concurrent/TimeUnit;";
  private static final String ZONE = "Ljava/time/ZoneId;";

  private static final List<Class<?>> ATOMICS =
      List.of(
          AtomicBoolean.class,
          AtomicInteger.class,
          AtomicLong.class,
          AtomicReference.class,
          AtomicIntegerArray.class,
          AtomicLongArray.class,
          AtomicReferenceArray.class,
          AtomicIntegerFieldUpdater.class,
          AtomicLongFieldUpdater.class,
          AtomicReferenceFieldUpdater.class,
          AtomicMarkableReference.class,
          AtomicStampedReference.class,
          LongAdder.class,
          VarHandle.class);

  private static final List<Class<?>> CALLED =
      List.of(
          Condition.class,
          StampedLock.class,
          Semaphore.class,
          CountDownLatch.class,
          CyclicBarrier.class,
          Phaser.class,
          Exchanger.class,
          Future.class,
          CompletionStage.class,
          Executor.class,
          ExecutorService.class);

  private ProgramRules() {}

  static CallRules make() {
    var rules = CallRules.builder();
    waits(rules);
    clocks(rules);
    others(rules);
    steps(rules);
    return rules.build();
  }

  private static void waits(CallRules.Builder r) {
    for (var type : List.of("(J)V", "(JI)V", "(Ljava/time/Duration;)V")) {
      r.replace("java.lang.Thread", "sleep", type, Bridge.NAME);
    }
    r.replace("java.lang.Thread", "onSpinWait", "()V", Bridge.NAME);
    r.replace("java.util.concurrent.TimeUnit", "sleep", "(J)V", Bridge.NAME);
    for (var type : List.of("()V", "(J)V", "(JI)V")) {
      r.replace("java.lang.Object", "wait", type, Bridge.NAME);
    }
    r.replace("java.util.concurrent.TimeUnit", "timedWait", "(Ljava/lang/Object;J)V", Bridge.NAME);
    r.replace("java.lang.Thread", "join", "(J)V", Bridge.NAME);
    r.replace("java.lang.Thread", "join", "(JI)V", Bridge.NAME);
    r.replace("java.lang.Thread", "join", "(Ljava/time/Duration;)Z", Bridge.NAME);
    r.replace("java.util.concurrent.TimeUnit", "timedJoin", "(Ljava/lang/Thread;J)V", Bridge.NAME);
    r.replace("java.lang.Object", "notify", "()V", Bridge.NAME);
    r.replace("java.lang.Object", "notifyAll", "()V", Bridge.NAME);
    for (var type : List.of("()V", "(Ljava/lang/Object;)V")) {
      r.replace(LOCK_SUPPORT, "park", type, Bridge.NAME);
    }
    for (var type : List.of("(J)V", "(Ljava/lang/Object;J)V")) {
      r.replace(LOCK_SUPPORT, "parkNanos", type, Bridge.NAME);
      r.replace(LOCK_SUPPORT, "parkUntil", type, Bridge.NAME);
    }
    r.replace(LOCK_SUPPORT, "unpark", "(Ljava/lang/Thread;)V", Bridge.NAME);
    r.replace(FUTURE, "orTimeout", "(J" + UNIT + ")" + FUTURE_TYPE, Bridge.NAME);
    r.replace(
        FUTURE,
        "completeOnTimeout",
        "(Ljava/lang/Object;J" + UNIT + ")" + FUTURE_TYPE,
        Bridge.NAME);
    var executor = "Ljava/util/concurrent/Executor;";
    r.replace(FUTURE, "delayedExecutor", "(J" + UNIT + ")" + executor, Bridge.NAME);
    r.replace(FUTURE, "delayedExecutor", "(J" + UNIT + executor + ")" + executor, Bridge.NAME);
  }

  private static void clocks(CallRules.Builder r) {
    r.replace("java.lang.System", "nanoTime", "()J", Bridge.NAME);
    r.replace("java.lang.System", "currentTimeMillis", "()J", Bridge.NAME);
    var clock = "Ljava/time/Clock;";
    r.replace("java.time.Clock", "systemUTC", "()" + clock, Bridge.NAME);
    r.replace("java.time.Clock", "systemDefaultZone", "()" + clock, Bridge.NAME);
    for (var name : List.of("system", "tickMillis", "tickSeconds", "tickMinutes")) {
      r.replace("java.time.Clock", name, "(" + ZONE + ")" + clock, Bridge.NAME);
    }
    now(r, "Instant", "instant", false);
    now(r, "LocalDate", "localDate", true);
    now(r, "LocalTime", "localTime", true);
    now(r, "LocalDateTime", "localDateTime", true);
    now(r, "ZonedDateTime", "zonedDateTime", true);
    now(r, "OffsetDateTime", "offsetDateTime", true);
    now(r, "OffsetTime", "offsetTime", false);
    now(r, "Year", "year", false);
    now(r, "YearMonth", "yearMonth", false);
    var zone = "Ljava/util/TimeZone;";
    var locale = "Ljava/util/Locale;";
    for (var arguments : List.of("", zone, locale, zone + locale)) {
      var type = "(" + arguments + ")Ljava/util/Calendar;";
      r.replace("java.util.Calendar", "getInstance", type, new Target(Bridge.NAME, "calendar"));
    }
  }

  private static void now(CallRules.Builder r, String type, String hook, boolean alsoByZone) {
    var target = new Target(Bridge.NAME, hook);
    var descriptor = "Ljava/time/" + type + ";";
    r.replace("java.time." + type, "now", "()" + descriptor, target);
    if (alsoByZone) {
      r.replace("java.time." + type, "now", "(" + ZONE + ")" + descriptor, target);
    }
  }

  private static void others(CallRules.Builder r) {
    r.replace("java.lang.System", "exit", "(I)V", Bridge.NAME);
    r.replace("java.lang.Runtime", "exit", "(I)V", Bridge.NAME);
    r.replace("java.lang.Runtime", "halt", "(I)V", Bridge.NAME);
    r.replace("java.lang.Runtime", "addShutdownHook", "(Ljava/lang/Thread;)V", Bridge.NAME);
    r.replace("java.lang.Runtime", "removeShutdownHook", "(Ljava/lang/Thread;)Z", Bridge.NAME);
    r.replace("java.lang.IO", "readln", "()Ljava/lang/String;", Bridge.NAME);
    r.replace("java.lang.IO", "readln", "(Ljava/lang/String;)Ljava/lang/String;", Bridge.NAME);
    r.replace("java.lang.Math", "random", "()D", Bridge.NAME);
    r.replace("java.util.UUID", "randomUUID", "()Ljava/util/UUID;", Bridge.NAME);
    r.replace("java.util.Collections", "shuffle", "(Ljava/util/List;)V", Bridge.NAME);
    var generator = new Target(Bridge.NAME, "generator");
    var generatorType = "Ljava/util/random/RandomGenerator;";
    r.replace("java.util.random.RandomGenerator", "getDefault", "()" + generatorType, generator);
    r.replace(
        "java.util.random.RandomGenerator",
        "of",
        "(Ljava/lang/String;)" + generatorType,
        generator);
    var random = "java.util.concurrent.ThreadLocalRandom";
    for (var type : List.of("I", "J", "D", "F")) {
      var name = "next" + Map.of("I", "Int", "J", "Long", "D", "Double", "F", "Float").get(type);
      for (var arguments : List.of("", type, type + type)) {
        r.replace(random, name, "(" + arguments + ")" + type, Bridge.NAME);
      }
    }
    r.replace(random, "nextBoolean", "()Z", Bridge.NAME);
    r.replace(random, "nextGaussian", "()D", Bridge.NAME);
    r.replace(random, "nextBytes", "([B)V", Bridge.NAME);
  }

  // ---- steps ----

  private static void steps(CallRules.Builder r) {
    for (var c : ATOMICS) {
      for (var m : namesOf(c)) {
        step(r, c, m, atomically(m));
      }
    }
    step(r, Lock.class, "lock", "locks");
    step(r, Lock.class, "lockInterruptibly", "locks");
    step(r, Lock.class, "tryLock", "triesToLock");
    step(r, Lock.class, "unlock", "unlocks");
    for (var c : CALLED) {
      for (var m : namesOf(c)) {
        step(r, c, m, "calls");
      }
    }
    for (var m : List.of("start", "join", "interrupt", "isAlive", "getState")) {
      step(r, Thread.class, m, "calls");
    }
    for (var c : List.of(Collection.class, Map.class)) {
      for (var m : namesOf(c)) {
        step(r, c, m, "callsIfShared");
      }
    }
    for (var c :
        List.of(
            java.util.Deque.class,
            java.util.List.class,
            java.util.NavigableMap.class,
            java.util.NavigableSet.class,
            java.util.concurrent.BlockingQueue.class,
            java.util.concurrent.BlockingDeque.class,
            java.util.concurrent.TransferQueue.class,
            java.util.concurrent.ConcurrentHashMap.class)) {
      for (var m : namesOf(c)) {
        step(r, c, m, "callsIfShared");
      }
    }
  }

  private static String atomically(String method) {
    boolean isRead =
        method.equals("get")
            || method.startsWith("getPlain")
            || method.startsWith("getOpaque")
            || method.startsWith("getAcquire")
            || method.equals("getVolatile")
            || method.endsWith("Value")
            || method.equals("getReference")
            || method.equals("sum");
    return isRead ? "reads" : method.startsWith("set") ? "writes" : "updates";
  }

  private static void step(CallRules.Builder r, Class<?> owner, String method, String hook) {
    r.add(owner.getName(), method, null, new Surround(new Target(Bridge.NAME, hook), null, false));
  }

  private static Collection<String> namesOf(Class<?> c) {
    var names = new TreeSet<String>();
    Arrays.stream(c.getDeclaredMethods())
        .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
        .map(Method::getName)
        .forEach(names::add);
    names.removeAll(List.of("hashCode", "equals", "toString", "getClass"));
    if (c == VarHandle.class) {
      names.removeIf(n -> !n.startsWith("get") && !n.startsWith("set") && !n.contains("ompareAnd"));
    }
    return names;
  }
}
