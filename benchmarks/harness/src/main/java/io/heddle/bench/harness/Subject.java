// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

/**
 * The main program of a subject on the JVM: {@code SCENARIO N SIZE MILLIS} runs one scenario in
 * this process, for about so many milliseconds, and prints one line of JSON. Ends with status 0, 1
 * for a failure, 2 for a wrong call, 3 for what the subject cannot express.
 */
public final class Subject {
  /**
   * Starts the body where the subject's concurrent code belongs: in a virtual thread, a goroutine,
   * …
   */
  @FunctionalInterface
  public interface Host {
    void run(Repetition body) throws Exception;
  }

  public static void main(String[] args, Scenarios scenarios, Host host) {
    if (args.length != 4) {
      System.err.println("usage: SCENARIO N SIZE MILLIS");
      System.exit(2);
    }
    if (!scenarios.contain(args[0])) {
      System.err.println("cannot express " + args[0]);
      System.exit(3);
    }
    try {
      int n = Integer.parseInt(args[1]);
      int size = Integer.parseInt(args[2]);
      int millis = Integer.parseInt(args[3]);
      host.run(() -> System.out.println(scenarios.measure(args[0], n, size, millis).toJson()));
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private Subject() {}
}
