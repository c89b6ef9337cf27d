// SPDX-License-Identifier: Apache-2.0
import java.util.concurrent.CountDownLatch;

/**
 * Crashes JDK 25 without Heddle: a virtual thread waits near the end of its carrier's stack, and
 * its frames do not fit when it is resumed.
 *
 * <pre>
 * java -Xss256k verification/jdk/ResumeTooDeep.java uneven
 * java -Xss256k verification/jdk/ResumeTooDeep.java end
 * </pre>
 */
public class ResumeTooDeep {
  /*
   * JDK:    the stub that brings frames back to a stack (StubGenerator::generate_cont_thaw) asks whether they
   *         fit (prepare_thaw). If they do not it jumps to the code that throws a StackOverflowError, which
   *         expects a return address on top of the stack. There is none: it has been popped, and on top
   *         is the ContinuationEntry, whose first word is null. So the stack is walked from an address
   *         that is in no code: SIGSEGV in java_lang_Throwable::fill_in_stack_trace, or ShouldNotReachHere in
   *         SharedRuntime::raw_exception_handler_for_return_address.
   * uneven: threads whose stacks are larger than the carriers' have ended. glibc keeps their stacks, and gives
   *         one that is up to four times as large as asked for to a thread that starts. So some carriers
   *         have more stack than others.
   * end:    to resume takes some hundred bytes more than the same frames took before: in the last bytes of a
   *         stack that compiled code can use, they fit no more, on the same carrier.
   */
  private static final int FORMER_KILOBYTES = 900;
  private static final int FORMER = 6;
  private static final int CARRIERS = 16;

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "uneven" -> uneven();
      case "end" -> end();
      default -> throw new IllegalArgumentException("uneven or end, not " + args[0]);
    }
    System.out.println("no crash");
  }

  private static void uneven() throws InterruptedException {
    System.setProperty("jdk.virtualThreadScheduler.parallelism", "" + CARRIERS);
    var here = new CountDownLatch(FORMER);
    for (int i = 0; i < FORMER; i++) {
      new Thread(null, () -> meet(here), "former", FORMER_KILOBYTES << 10).start();
    }
    here.await();
    Thread.sleep(100); // until they have ended
    var threads = new Thread[2 * CARRIERS];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = Thread.startVirtualThread(ResumeTooDeep::sleepDeep);
    }
    for (var t : threads) {
      t.join();
    }
  }

  private static void sleepDeep() {
    try {
      descend(1500, () -> sleepOften());
    } catch (StackOverflowError e) {
      sleepOften(); // on a carrier with a small stack; and keeps it busy
    }
  }

  private static void sleepOften() {
    for (int i = 0; i < 100; i++) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void meet(CountDownLatch here) {
    here.countDown();
    try {
      here.await();
    } catch (InterruptedException e) {
      // ends
    }
  }

  private static void end() throws InterruptedException {
    for (int i = 0; i < 20_000; i++) { // until all is compiled
      int depth = i % 50;
      Thread.startVirtualThread(() -> descend(depth, Thread::yield)).join();
    }
    for (int depth = 1000; depth < 12_000; depth++) {
      int d = depth;
      Thread.startVirtualThread(() -> yieldAt(d)).join();
    }
  }

  private static void yieldAt(int depth) {
    try {
      descend(depth, Thread::yield);
    } catch (StackOverflowError e) {
      // too deep to come to the end
    }
  }

  private static int descend(int depth, Runnable then) {
    if (depth == 0) {
      then.run();
      return 0;
    }
    return descend(depth - 1, then) + 1;
  }
}
