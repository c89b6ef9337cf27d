// SPDX-License-Identifier: Apache-2.0
package io.heddle.lincheck;

import io.heddle.Channel;
import io.heddle.Received;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** What can be done with a channel without waiting. */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public abstract class ChannelOperations {
  final Channel<Integer> channel;

  ChannelOperations(Channel<Integer> channel) {
    this.channel = channel;
  }

  @Operation
  public boolean trySend(@Param(name = "value") int value) {
    return channel.trySend(value);
  }

  @Operation
  public String tryReceive() {
    return switch (channel.tryReceive()) {
      case Received.Value<Integer>(Integer v) -> "" + v;
      case Received.Empty<Integer> _ -> "empty";
      case Received.Closed<Integer> _ -> "closed";
    };
  }

  @Operation
  public void close() {
    channel.close();
  }

  @Operation
  public int length() {
    return channel.length();
  }

  @Operation
  public boolean isClosed() {
    return channel.isClosed();
  }
}
