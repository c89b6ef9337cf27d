// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import static io.heddle.Go.go;

import io.heddle.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A program whose heap is full, so that every thread that needs memory gets an error, until a line
 * is written to its standard input; then it has memory again.
 */
final class FullHeap {
  private static final int PART = 4 << 10;
  private static final int THREADS = 2;

  private static volatile boolean isOver;

  private FullHeap() {}

  static void main() throws Exception {
    var inspector = Inspector.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Channel<Integer> never = Channel.make();
    go("waits", () -> never.receive());
    System.out.println(inspector.uri());
    System.in.read();
    for (int i = 0; i < THREADS; i++) {
      Thread.ofPlatform().daemon().start(FullHeap::fill);
    }
    System.in.read();
    isOver = true;
    System.in.read();
  }

  private static void fill() {
    List<byte[]> all = new ArrayList<>(1 << 20);
    while (!isOver) {
      try {
        all.add(new byte[PART]);
      } catch (OutOfMemoryError e) {
        Thread.yield();
      }
    }
    all.clear();
  }
}
