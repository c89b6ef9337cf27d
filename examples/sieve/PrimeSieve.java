// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;

/**
 * The prime sieve: a chain of goroutines. The first sends 2, 3, 4, …; each prime found adds one
 * filter at the end of the chain that lets through only what the prime doesn't divide. Main takes
 * what comes out at the end, and returns while all of them still run.
 */
public class PrimeSieve {
  static void generate(SendChannel<Integer> out) throws InterruptedException {
    for (int i = 2; ; i++) {
      out.send(i);
    }
  }

  static void filter(ReceiveChannel<Integer> in, SendChannel<Integer> out, int prime)
      throws InterruptedException {
    for (int i : in) {
      if (i % prime != 0) {
        out.send(i);
      }
    }
  }

  public static void main(String[] args) throws Exception {
    int howMany = howMany(args);
    var first = Channel.<Integer>make();
    go(() -> generate(first));

    var channel = first;
    for (int n = 1; n <= howMany; n++) {
      int prime = channel.receive();
      System.out.println(prime);
      var in = channel;
      var out = Channel.<Integer>make();
      go(() -> filter(in, out, prime));
      channel = out;
    }
  }

  private static int howMany(String[] args) {
    var text = args.length == 0 ? "100" : args[0];
    if (!text.matches("[0-9]{1,5}")) {
      System.err.println("usage: PrimeSieve [how many primes, 100 if not given, 99999 at most]");
      System.exit(2);
    }
    return Integer.parseInt(text);
  }
}
