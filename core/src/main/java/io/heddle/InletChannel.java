// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.wait.WaitReason;

/** A channel that a pump fills: whoever takes a value out of its buffer rings for the pump. */
final class InletChannel<T> extends PumpedChannel<T> implements PumpedChannels.Inlet {
  InletChannel(String name, int capacity) {
    super(name, capacity, WaitReason.CHAN_SEND);
  }

  @Override
  T take() {
    var value = super.take();
    ringInside(); // nobody waits to send, so there is nobody else to wake
    return value;
  }
}
