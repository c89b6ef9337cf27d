// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The prime sieve as a chain of filters. After {@code test/chan/sieve1.go}. */
class GoSieveTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10}) // an unbounded one would never stop counting
  void findsThePrimes(int capacity) throws Exception {
    var numbers = Channel.<Integer>make(capacity);
    go(() -> {
      for (int i = 2; ; i++) {
        numbers.send(i);
      }
    });
    var last = numbers;
    var prime = BigInteger.ONE;
    for (int i = 0; i < 100; i++) {
      prime = prime.nextProbablePrime();
      int found = last.receive();
      assertThat(found).isEqualTo(prime.intValue());
      var in = last;
      var out = Channel.<Integer>make(capacity);
      go(() -> filter(in, out, found));
      last = out;
    }
  }

  private static void filter(ReceiveChannel<Integer> in, SendChannel<Integer> out, int prime)
      throws InterruptedException {
    for (int i : in) {
      if (i % prime != 0) {
        out.send(i);
      }
    }
  }
}
