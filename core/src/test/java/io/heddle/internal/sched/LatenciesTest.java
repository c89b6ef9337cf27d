// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void eachTimeIsInABucketThatIsNotWiderThanAQuarterOfIt() {
    for (int bit = 0; bit < 39; bit++) {
      for (long nanos : new long[] {1L << bit, (1L << bit) + 1, (2L << bit) - 1}) {
        int bucket = Latencies.bucketOf(nanos);
        long from = Latencies.from(bucket);
        long to = Latencies.from(bucket + 1);
        assertThat(nanos).isBetween(from, to - 1);
        assertThat(to - from).isLessThanOrEqualTo(Math.max(1, nanos / 4));
      }
    }
  }

  @Test
  void whatIsNegativeOrVeryLongIsCountedAtTheEnds() {
    var latencies = new Latencies();
    latencies.add(-5);
    latencies.add(Long.MAX_VALUE);
    latencies.add(1000);
    var sums = new long[Latencies.BUCKETS];
    latencies.addTo(sums);

    assertThat(sums[0]).isEqualTo(1);
    assertThat(sums[Latencies.BUCKETS - 1]).isEqualTo(1);
    assertThat(LongStream.of(sums).sum()).isEqualTo(3);
  }
}
