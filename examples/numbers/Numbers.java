// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;

import io.heddle.time.Time;
import java.time.Duration;

/**
 * Two goroutines count side by side. Each sleeps between its numbers, and while one sleeps the
 * other goes on, so the numbers come in pairs and the whole takes as long as one count, not two.
 */
public class Numbers {
  static void printNumbers(String who, Duration pause) throws InterruptedException {
    for (int i = 1; i <= 5; i++) {
      System.out.println(who + " " + i);
      Time.sleep(pause);
    }
  }

  public static void main(String[] args) throws Exception {
    var pause = pause(args);

    var first = go(() -> printNumbers("first", pause)); // runs concurrently
    var second = go(() -> printNumbers("second", pause)); // another one

    first.join(); // waits for both
    second.join();
    System.out.println("main is done");
  }

  private static Duration pause(String[] args) {
    try {
      return Duration.ofMillis(args.length == 0 ? 500 : Integer.parseInt(args[0]));
    } catch (NumberFormatException e) {
      System.err.println("numbers: not a number of milliseconds: " + args[0]);
      System.exit(2);
      throw e;
    }
  }
}
