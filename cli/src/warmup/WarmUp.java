// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;

/**
 * A program with a little of everything. The {@code heddle} script runs it once per build, for the
 * JVM to record which classes a start needs: those of the command, of the compiler and of the core.
 */
class WarmUp {
  record Job(int number, Channel<Integer> answer) {}

  private static final Mutex mutex = new Mutex();
  private static int sum;

  static void main(String[] args) throws Throwable {
    otherMains();
    var jobs = Channel.<Job>make(4);
    var workers = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      workers.go(() -> {
        for (Job job : jobs) {
          add(job.number());
          job.answer().send(job.number() * 2);
        }
      });
    }
    for (int i = 0; i < 50; i++) {
      var answer = Channel.<Integer>make();
      jobs.send(new Job(i, answer));
      go("late", () -> Time.sleep(Duration.ofMillis(1)));
      select(
          onReceive(answer, WarmUp::add), onTimeout(Duration.ofSeconds(5), () -> add(1_000_000)));
    }
    jobs.close();
    workers.await();
    go(() -> Time.sleep(Duration.ofMillis(1))).join();
    // JDK 25.0.3 writes a cache that crashes each start if this one is loaded and was never linked:
    // see Rehearsal.
    Class.forName("java.util.stream.StreamSpliterators", true, null);
    Class.forName(
        "java.lang.NoSuchFieldError",
        true,
        null); // met and never linked: it would not be in the cache
    System.out.println("sum " + sum);
  }

  /* The ways in which main is called (see MainMethod) that are not this one's. */
  private static void otherMains() throws Throwable {
    var lookup = MethodHandles.lookup();
    var plain = MethodType.methodType(void.class);
    lookup.findStatic(WarmUp.class, "plain", plain).invokeExact();
    var made = lookup.findConstructor(WarmUp.class, plain).invoke();
    lookup.findVirtual(WarmUp.class, "plainOf", plain).bindTo(made).invokeExact();
    var withArgs = MethodType.methodType(void.class, String[].class);
    lookup.findVirtual(WarmUp.class, "withArgs", withArgs).bindTo(made).invokeExact(new String[0]);
  }

  static void plain() {}

  void plainOf() {}

  void withArgs(String[] args) {}

  private static void add(int n) {
    mutex.lock();
    try {
      sum += n;
    } finally {
      mutex.unlock();
    }
  }
}
