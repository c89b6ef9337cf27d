// SPDX-License-Identifier: Apache-2.0
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many workers share the ranges, they find what one walk over the whole finds. */
@Timeout(60)
class WorkerPoolTest {
  @ParameterizedTest
  @ValueSource(longs = {2, 9_999, 10_001, 123_456})
  void findsWhatOneWalkFinds(long limit) throws Exception {
    var expected = WorkerPool.longest(new WorkerPool.Range(1, limit));

    for (int workers : new int[] {1, 2, 8}) {
      assertThat(WorkerPool.search(workers, limit)).isEqualTo(expected);
    }
  }
}
