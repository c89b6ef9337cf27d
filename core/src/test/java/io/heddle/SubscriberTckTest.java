// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.testing.TckRules;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;

/** {@link Bridges#subscriber} against the rules for subscribers. */
@Tag("once") // the protocol is the same on every scheduler
class SubscriberTckTest {
  private static final int TIMEOUT_MILLIS = 2_000; // within which something must happen
  private static final int QUIET_MILLIS = 20; // for which nothing must

  @TestFactory
  Stream<DynamicTest> rulesWithRoomInTheChannel() throws Throwable {
    return TckRules.of(new Verification(Integer.MAX_VALUE));
  }

  @TestFactory
  Stream<DynamicTest> rulesWhereEachSendWaits() throws Throwable {
    return TckRules.of(new Verification(0));
  }

  /** Public, so that its methods can be called. */
  public static final class Verification extends FlowSubscriberBlackboxVerification<Integer> {
    private final int capacity;

    Verification(int capacity) {
      super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS));
      this.capacity = capacity;
    }

    @Override
    public Flow.Subscriber<Integer> createFlowSubscriber() {
      var c = Channel.<Integer>make(capacity);
      if (capacity == 0) {
        Go.go(() -> {
          for (int v : c) {
            Go.gosched();
          }
        });
      }
      return Bridges.subscriber(c, e -> {});
    }

    @Override
    public Integer createElement(int element) {
      return element;
    }
  }
}
