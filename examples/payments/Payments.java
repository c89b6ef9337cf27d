// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.Locale;

/**
 * One method, called in two ways. A plain call blocks main until the payment is through; behind
 * {@code go} the same method runs in the background and its receipt comes over a channel.
 */
public class Payments {
  record Receipt(String user, int cents) {}

  static final Channel<Receipt> receipts = Channel.make(10);

  static void processPayment(String user, int cents) throws InterruptedException {
    Time.sleep(Duration.ofMillis(200)); // stands for the bank's slow answer
    receipts.send(new Receipt(user, cents));
  }

  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    processPayment("ada", 1250);
    System.out.printf("the call came back after %d ms%n", millisSince(start));

    start = System.nanoTime();
    go(() -> processPayment("grace", 4200));
    go(() -> processPayment("barbara", 990));
    System.out.printf("both go statements came back after %d ms%n", millisSince(start));

    for (int i = 0; i < 3; i++) {
      var receipt = receipts.receive();
      System.out.printf(Locale.ROOT, "%s paid %.2f%n", receipt.user(), receipt.cents() / 100.0);
    }
    System.out.printf("both payments took %d ms together%n", millisSince(start));
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
