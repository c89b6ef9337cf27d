// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * A channel was used as only an open one may be: Go's panics {@code send on closed channel}, {@code
 * close of closed channel} and {@code close of nil channel}, which are the messages.
 */
public final class ChannelClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one with Go's message.
   *
   * @param message what was done, in Go's words
   */
  public ChannelClosedException(String message) {
    super(message);
  }

  static ChannelClosedException onSend() {
    return new ChannelClosedException("send on closed channel");
  }
}
