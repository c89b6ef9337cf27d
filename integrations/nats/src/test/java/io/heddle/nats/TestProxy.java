// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to the server that can be cut, and mended. */
final class TestProxy implements AutoCloseable {
  private final int target;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile boolean frozen;
  private volatile boolean mute;

  TestProxy(int target) {
    this.target = target;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  Nats.Options options() {
    return Nats.Options.of("nats://127.0.0.1:" + listening.getLocalPort());
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var client = listening.accept();
        if (cut) {
          client.close();
          continue;
        }
        var server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        Thread.ofVirtual().start(() -> copy(client, server, false));
        Thread.ofVirtual().start(() -> copy(server, client, true));
      } catch (IOException e) {
        // the server is down, or this one closed
      }
    }
  }

  private void copy(Socket from, Socket to, boolean answers) {
    try (from;
        to) {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      var buffer = new byte[16_384];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        while (frozen || mute && answers && !cut) {
          Thread.sleep(1);
        }
        if (cut) {
          break; // the sockets may not be closed yet
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException | InterruptedException e) {
      // cut
    }
    open.remove(from);
    open.remove(to);
  }

  /** What is under way is lost, at both ends. */
  void cut() {
    cut = true;
    for (var s : open) {
      try {
        s.close();
      } catch (IOException e) {
        // it was
      }
    }
  }

  /** Nothing gets through, and nobody is told. */
  void freeze() {
    frozen = true;
  }

  /** Only what the client says gets through. */
  void freezeAnswers() {
    mute = true;
  }

  void mend() {
    cut = false;
    frozen = false;
    mute = false;
  }

  @Override
  public void close() {
    frozen = false;
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
