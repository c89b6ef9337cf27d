// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Go;
import io.heddle.sync.WaitGroup;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * An echo server on loopback and its clients, each of which talks for a while and comes again. None
 * is interrupted: the JDK closes the socket of a virtual thread that is.
 */
final class Sockets extends Work {
  private static final int CLIENTS = 6;

  private final WaitGroup serving = new WaitGroup();
  private final LongAdder asked = new LongAdder();
  private final LongAdder served = new LongAdder();
  private final ServerSocket server;

  Sockets(Ground ground) throws IOException {
    super(ground);
    server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  }

  @Override
  void start() {
    ground.lasting(this, this::accept);
    var talking = new WaitGroup();
    for (int i = 0; i < CLIENTS; i++) {
      var random = ground.random();
      talking.add(1);
      ground.lasting(
          this,
          () -> {
            while (!ground.isOver()) {
              talk(random);
            }
            talking.done();
          });
    }
    ground.lasting(
        this,
        () -> {
          talking.await();
          serving.await();
          server.close();
        });
  }

  private void accept() throws IOException {
    while (true) {
      Socket connection;
      try {
        connection = server.accept();
      } catch (SocketException e) {
        ground.require(ground.isOver(), "the server's socket failed: %s", e);
        return;
      }
      serving.go(() -> serve(connection));
    }
  }

  private void serve(Socket connection) throws IOException {
    try (connection;
        var in = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
        var out = new DataOutputStream(new BufferedOutputStream(connection.getOutputStream()))) {
      while (true) {
        out.writeLong(in.readLong() + 1);
        out.flush();
        served.increment();
      }
    } catch (EOFException e) {
      // the client has said all
    }
  }

  private void talk(SplittableRandom random) throws Exception {
    try (var socket = new Socket(server.getInetAddress(), server.getLocalPort());
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
      for (int i = random.nextInt(50, 1000); i > 0 && !ground.isOver(); i--) {
        long n = random.nextLong();
        out.writeLong(n);
        out.flush();
        long answer = in.readLong();
        ground.require(answer == n + 1, "asked %d, answered %d", n, answer);
        asked.increment();
        progress();
        if (random.nextInt(20) == 0) {
          Thread.sleep(random.nextInt(10));
        } else {
          Go.gosched();
        }
      }
    }
  }

  @Override
  void check() {
    ground.require(asked.sum() == served.sum(), "%s asked, %s answered", asked, served);
  }
}
