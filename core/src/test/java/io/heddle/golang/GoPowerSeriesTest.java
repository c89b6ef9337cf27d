// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.testing.OverCapacities;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Arithmetic on power series, each a goroutine that computes the next coefficient when it is asked
 * for one: demand goes one way, numbers the other. After {@code test/chan/powser1.go}.
 */
class GoPowerSeriesTest {
  private static final int TERMS = 12;

  /** A series: a request, then its answer. Capacities of the requests do not matter. */
  private record Series(Channel<Boolean> request, Channel<Long> coefficient) {
    long next() throws InterruptedException {
      request.send(true);
      return coefficient.receive();
    }

    List<Long> terms() throws InterruptedException {
      var all = new ArrayList<Long>();
      for (int i = 0; i < TERMS; i++) {
        all.add(next());
      }
      return all;
    }
  }

  private interface Generator {
    long next() throws InterruptedException;
  }

  private int capacity;

  private Series series(Generator generator) {
    var s = new Series(Channel.make(capacity), Channel.make(capacity));
    go(() -> {
      for (var asked : s.request) {
        s.coefficient.send(generator.next());
      }
    });
    return s;
  }

  private Series ofIndex(LongUnaryOperator f) {
    var i = new long[1];
    return series(() -> f.applyAsLong(i[0]++));
  }

  /** Two readers of one series: whoever is ahead leaves the other what it missed. */
  private Series[] split(Series s) {
    var pending = List.of(Channel.<Long>unbounded(), Channel.<Long>unbounded());
    var turn = Channel.<Boolean>make(1);
    var both = new Series[2];
    for (int k = 0; k < 2; k++) {
      var mine = pending.get(k);
      var other = pending.get(1 - k);
      both[k] =
          series(() -> {
            turn.send(true); // a channel as a lock
            try {
              if (mine.length() == 0) {
                long v = s.next();
                other.send(v);
                return v;
              }
              return mine.receive();
            } finally {
              turn.receive();
            }
          });
    }
    return both;
  }

  private Series sum(Series a, Series b) {
    return series(() -> a.next() + b.next());
  }

  private Series scaled(long by, Series a) {
    return series(() -> by * a.next());
  }

  private Series shifted(long first, Series a) {
    var begun = new boolean[1];
    return series(() -> {
      if (begun[0]) {
        return a.next();
      }
      begun[0] = true;
      return first;
    });
  }

  /** (a0 + x·A)(b0 + x·B) = a0·b0 + x·(a0·B + b0·A + x·A·B) */
  private Series product(Series a, Series b) {
    var rest = new Series[1];
    return series(() -> {
      if (rest[0] == null) {
        long a0 = a.next();
        long b0 = b.next();
        var as = split(a);
        var bs = split(b);
        rest[0] = sum(sum(scaled(a0, bs[0]), scaled(b0, as[0])), shifted(0, product(as[1], bs[1])));
        return a0 * b0;
      }
      return rest[0].next();
    });
  }

  @OverCapacities
  void sumsAndMultiples(int n) throws Exception {
    capacity = n;
    Go.run(() -> {
      assertThat(sum(ofIndex(i -> i), ofIndex(i -> 1)).terms())
          .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
      assertThat(scaled(3, shifted(7, ofIndex(i -> 1))).next()).isEqualTo(21);
    });
  }

  @OverCapacities
  void products(int n) throws Exception {
    capacity = n;
    Go.run(() ->
        // 1/(1-x) squared has the coefficients 1, 2, 3, …
        assertThat(product(ofIndex(i -> 1), ofIndex(i -> 1)).terms())
            .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L));
  }

  @Test
  void aProductOfPolynomials() throws Exception {
    Go.run(() -> {
      var a = ofIndex(i -> i < 2 ? 1 : 0); // 1 + x
      var b = ofIndex(i -> i < 3 ? i + 1 : 0); // 1 + 2x + 3x²
      assertThat(product(a, b).terms())
          .containsExactly(1L, 3L, 5L, 3L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    });
  }
}
