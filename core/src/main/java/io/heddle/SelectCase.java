// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.wait.Selection;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * One case of a {@link Selector}: something it may wait for. Made by the selector, belongs to it.
 *
 * <p>A disabled case is never chosen, like one with a null or {@link Channel#never} channel.
 */
public abstract sealed class SelectCase permits ReceiveCase, SendCase, TimeoutCase {
  /*
   * What Selecting needs of a case. All but `core` and `forget` are called under the channel's lock.
   * A case waits in its channel's queue by `waiter` between enqueue and dequeue (or until somebody
   * claimed it).
   */
  private boolean enabled = true;
  @Nullable Waiter waiter;

  SelectCase() {}

  /** Lets it take part again. */
  public void enable() {
    enabled = true;
  }

  /** Leaves it out of the next selects. */
  public void disable() {
    enabled = false;
  }

  final boolean isEnabled() {
    return enabled;
  }

  /** The channel it is about; null if it can not be ready now. */
  abstract @Nullable ChannelCore<?> core();

  /** True if it could not happen at an instant during the call; asked without the lock. */
  boolean hadNothing() {
    return false;
  }

  /** True if it could happen now; then {@link #attempt} will most likely succeed. */
  abstract boolean isReady();

  /** Makes it happen, if it can: on a closed channel that means to see so. */
  abstract boolean attempt();

  /** Waits in the channel's queue, as a part of the selection. */
  abstract void enqueue(Selection selection);

  /** Leaves the queue. */
  abstract void dequeue();

  /** Somebody has chosen this case: takes over what it left in the waiter. */
  abstract void won(Waiter w);

  final Waiter newWaiter(Selection selection, @Nullable Object channel) {
    var w = new Waiter(WaitReason.SELECT, channel, selection);
    waiter = w;
    return w;
  }
}
