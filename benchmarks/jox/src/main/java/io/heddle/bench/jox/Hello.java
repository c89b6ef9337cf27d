// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jox;

import com.softwaremill.jox.Channel;

/** The smallest program: what it takes to start. */
public final class Hello {
  public static void main(String[] args) throws InterruptedException {
    Channel<String> c = Channel.newRendezvousChannel();
    Thread.startVirtualThread(() -> {
      System.out.println("hello");
      c.done();
    });
    c.receiveOrClosed();
  }

  private Hello() {}
}
