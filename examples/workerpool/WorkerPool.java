// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import io.heddle.sync.WaitGroup;

/**
 * A worker pool: a fixed number of goroutines share the jobs of one channel and put what they find
 * on another. Which number below a limit takes the most steps to reach 1, if an even number is
 * halved and an odd one becomes 3n + 1? Each job is one range of numbers.
 */
public class WorkerPool {
  record Range(long from, long to) {}

  record Found(long number, int steps) {}

  static final int RANGE = 10_000;

  static void worker(ReceiveChannel<Range> jobs, SendChannel<Found> results)
      throws InterruptedException {
    for (Range job : jobs) { // until jobs is closed and drained
      results.send(longest(job));
    }
  }

  static Found longest(Range range) {
    var best = new Found(range.from(), steps(range.from()));
    for (long n = range.from() + 1; n < range.to(); n++) {
      int steps = steps(n);
      if (steps > best.steps()) {
        best = new Found(n, steps);
      }
    }
    return best;
  }

  static int steps(long n) {
    int steps = 0;
    for (; n != 1; steps++) {
      n = n % 2 == 0 ? n / 2 : 3 * n + 1;
    }
    return steps;
  }

  static Found search(int workers, long limit) throws InterruptedException {
    var jobs = Channel.<Range>make();
    var results = Channel.<Found>make();
    var pool = new WaitGroup();
    for (int w = 0; w < workers; w++) {
      pool.go(() -> worker(jobs.receiveOnly(), results.sendOnly()));
    }
    go(
        "jobs",
        () -> {
          for (long from = 1; from < limit; from += RANGE) {
            jobs.send(new Range(from, Math.min(from + RANGE, limit)));
          }
          jobs.close(); // no more work: the workers end
          pool.await();
          results.close(); // nobody sends any more: the loop below ends
        });

    var best = new Found(1, 0);
    for (Found found : results) { // in any order, so of equals the smaller number wins
      if (found.steps() > best.steps()
          || found.steps() == best.steps() && found.number() < best.number()) {
        best = found;
      }
    }
    return best;
  }

  public static void main(String[] args) throws Exception {
    int workers = (int) number(args, 0, 4);
    long limit = number(args, 1, 1_000_000);
    var best = search(workers, limit);
    System.out.printf(
        "below %d, %d takes the most steps: %d%n", limit, best.number(), best.steps());
  }

  private static long number(String[] args, int index, long otherwise) {
    if (args.length <= index) {
      return otherwise;
    }
    if (!args[index].matches("[1-9][0-9]{0,8}")) {
      System.err.println("usage: WorkerPool [workers [limit]], both from 1 to 999999999");
      System.exit(2);
    }
    return Long.parseLong(args[index]);
  }
}
