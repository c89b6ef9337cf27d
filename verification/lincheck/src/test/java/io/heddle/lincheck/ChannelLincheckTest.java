// SPDX-License-Identifier: Apache-2.0
package io.heddle.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels of all kinds, as far as nobody waits: sends and receives that do not, close, length. */
class ChannelLincheckTest {
  public static class Unbuffered extends ChannelOperations {
    public Unbuffered() {
      super(Channel.make());
    }

    public static class Spec extends ChannelSpec {
      public Spec() {
        super(0);
      }
    }
  }

  public static class OneSlot extends ChannelOperations {
    public OneSlot() {
      super(Channel.make(1));
    }

    public static class Spec extends ChannelSpec {
      public Spec() {
        super(1);
      }
    }
  }

  public static class TwoSlots extends ChannelOperations {
    public TwoSlots() {
      super(Channel.make(2));
    }

    public static class Spec extends ChannelSpec {
      public Spec() {
        super(2);
      }
    }
  }

  public static class Unbounded extends ChannelOperations {
    public Unbounded() {
      super(Channel.unbounded());
    }

    public static class Spec extends ChannelSpec {
      public Spec() {
        super(Integer.MAX_VALUE);
      }
    }
  }

  public static class Sliding extends ChannelOperations {
    public Sliding() {
      super(Channel.sliding(2));
    }

    public static class Spec extends ChannelSpec {
      public Spec() {
        super(2);
      }

      @Override
      boolean store(int value) {
        if (values.size() == capacity) {
          values.remove();
        }
        return values.add(value);
      }
    }
  }

  public static class Dropping extends ChannelOperations {
    public Dropping() {
      super(Channel.dropping(2));
    }

    public static class Spec extends ChannelSpec {
      public Spec() {
        super(2);
      }

      @Override
      boolean store(int value) {
        super.store(value);
        return true;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Unbuffered.class,
        OneSlot.class,
        TwoSlots.class,
        Unbounded.class,
        Sliding.class,
        Dropping.class
      })
  void isLinearizable(Class<?> operations) {
    var spec = operations.getDeclaredClasses()[0];
    Checks.modelCheck(operations, spec);
    Checks.stress(operations, spec);
  }

  /** A channel of two slots that looks whether it is full, and then stores, without a lock. */
  public static class Broken {
    private final AtomicReferenceArray<Integer> slots = new AtomicReferenceArray<>(2);
    private volatile int size;

    @Operation
    public boolean trySend(@Param(gen = IntGen.class, conf = "1:3") int value) {
      int n = size;
      if (n == slots.length()) {
        return false;
      }
      slots.set(n, value);
      size = n + 1;
      return true;
    }

    @Operation
    public int length() {
      return size;
    }
  }

  @Test
  void rejectsOneThatIsFilledWithoutALock() {
    assertThatThrownBy(() -> Checks.modelCheck(Broken.class, TwoSlots.Spec.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }
}
