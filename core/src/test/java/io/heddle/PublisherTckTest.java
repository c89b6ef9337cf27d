// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.testing.TckRules;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** {@link Bridges#publisher} against the rules for publishers. */
@Tag("once") // the protocol is the same on every scheduler
class PublisherTckTest {
  private static final int TIMEOUT_MILLIS = 2_000; // within which something must happen
  private static final int QUIET_MILLIS = 20; // for which nothing must
  private static final int COLLECTED_MILLIS = 500;

  @TestFactory
  Stream<DynamicTest> rules() throws Throwable {
    return TckRules.of(new Verification(0));
  }

  /** Public, so that its methods can be called. */
  public static final class Verification extends FlowPublisherVerification<Long> {
    private final int capacity;

    Verification(int capacity) {
      super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS), COLLECTED_MILLIS);
      this.capacity = capacity;
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
      var c = Channel.<Long>make(capacity);
      Go.go(() -> {
        for (long i = 0; i < elements; i++) {
          c.send(i);
        }
        c.close();
      });
      return Bridges.publisher(c);
    }

    /** A channel cannot fail, nor can its publisher. */
    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
      return null;
    }
  }
}
