// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * Thrown by operations that need an open channel: Go's panics {@code send on closed channel},
 * {@code close of closed channel} and {@code close of nil channel}, which are also its messages.
 */
public final class ChannelClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one with Go's message.
   *
   * @param message Go's message
   */
  public ChannelClosedException(String message) {
    super(message);
  }

  static ChannelClosedException onSend() {
    return new ChannelClosedException("send on closed channel");
  }
}
