// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;

/**
 * A program with a little of everything. The {@code heddle} script runs it once per build, for the
 * JVM to record which classes a start needs: those of the command, of the compiler and of the core.
 */
class WarmUp {
  record Job(int number, Channel<Integer> answer) {}

  private static final Mutex mutex = new Mutex();
  private static int sum;

  static void main() throws Exception {
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
    // JDK 25.0.3 writes a cache that crashes each start if this one is loaded and was never linked:
    // see Rehearsal.
    Class.forName("java.util.stream.StreamSpliterators", true, null);
    System.out.println("sum " + sum);
  }

  private static void add(int n) {
    mutex.lock();
    try {
      sum += n;
    } finally {
      mutex.unlock();
    }
  }
}
