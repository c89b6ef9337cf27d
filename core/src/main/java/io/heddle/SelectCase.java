// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static java.util.Objects.requireNonNull;

import io.heddle.internal.hook.Race;
import io.heddle.internal.wait.Selection;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A case of a {@link Selector}, made by the selector.
 *
 * <p>A disabled case is never chosen, as if its channel were null.
 *
 * <p>It may be changed and read only between selects. While another thread is in a select of its
 * selector, each method throws {@link IllegalStateException}; so does a change of a case that was
 * {@link Selector#remove removed}.
 */
public abstract sealed class SelectCase permits ReceiveCase, SendCase, TimeoutCase {
  /*
   * What Selecting needs of a case. All but `core` and `forget` are called under the channel's lock.
   * A case waits in its channel's queue by its waiter, from enqueue until dequeue or until somebody
   * claims it. The waiter serves for all turns of a selection: see Selecting, "Again".
   */
  private boolean enabled = true;
  private boolean takesPart;

  /** By which it waits, or waited last. */
  private @Nullable Waiter waiter;

  /** Its place among the cases of its selector. */
  int position;

  /** Null in the expression form; {@link Selector#NONE} once removed. */
  private @Nullable Selector selector;

  SelectCase() {}

  final void belongTo(Selector s) {
    selector = s;
    waiter = null;
  }

  /** Fails if another thread is just selecting over it. */
  final void requireAtRest() {
    if (selector != null) {
      selector.requireAtRest();
    }
  }

  /** Fails if it is of no use any more, or not the caller's to change now. */
  final void requireChangeable() {
    if (selector == Selector.NONE) {
      throw new IllegalStateException("this case was removed from its selector");
    }
    requireAtRest();
  }

  /** Its channel is not what it was: the selector must not rely on it, nor keep it alive. */
  final void channelHasChanged() {
    waiter = null;
    if (selector != null) {
      selector.forgetChannels();
    }
  }

  /**
   * Enters a select of the expression form. One that stands there twice, or is used by two threads,
   * would lose a waiter; the second is noticed if it is seen, the first always.
   */
  final void takePart() {
    if (takesPart) {
      throw new IllegalStateException("a case takes part in one select at a time, and only once");
    }
    takesPart = true;
  }

  final void leave() {
    takesPart = false;
    waiter = null; // the next select waits by another
  }

  /** Enables the case again. */
  public void enable() {
    requireChangeable();
    enabled = true;
  }

  /** Disables the case, for the following selects. */
  public void disable() {
    requireChangeable();
    enabled = false;
  }

  final boolean isEnabled() {
    return enabled;
  }

  final void setEnabled(boolean yes) {
    enabled = yes;
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

  /** It is about to wait as one of the cases of that selection, the index-th. */
  final void waitBy(Selection s, ChannelCore<?> core, int index) {
    var w = waiter;
    if (w == null || w.selection != s) {
      w = new Waiter(WaitReason.SELECT, core, s);
      waiter = w;
    }
    w.index = index;
  }

  /** Waits in the channel's queue. */
  final void enqueue() {
    var w = requireNonNull(waiter);
    if (Race.ON) {
      Race.waits(w);
    }
    enqueue(w);
  }

  /** Leaves the queue, and keeps nothing. */
  final void dequeue() {
    var w = requireNonNull(waiter);
    dequeue(w);
    w.item = null;
  }

  /** Somebody has chosen this case: takes over what it left. */
  final void won() {
    var w = requireNonNull(waiter);
    won(w);
    w.item = null;
    w.ok = false;
  }

  abstract void enqueue(Waiter w);

  abstract void dequeue(Waiter w);

  abstract void won(Waiter w);
}
