// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import static io.heddle.Go.go;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/**
 * {@code size} connections on the loopback interface make {@code n} round trips of 32 bytes
 * altogether.
 */
final class Network {
  private static final int MESSAGE = 32;

  static void echo(int n, int size) throws IOException, InterruptedException {
    try (var listener = new ServerSocket(0, size, InetAddress.getLoopbackAddress())) {
      go(() -> accept(listener));
      Locks.parallel(size, () -> client(listener.getLocalPort(), n / size));
    }
  }

  private static void accept(ServerSocket listener) throws IOException {
    try {
      while (true) {
        var socket = listener.accept();
        go(() -> serve(socket));
      }
    } catch (SocketException closed) {
      // the scenario is over
    }
  }

  private static void serve(Socket socket) throws IOException {
    try (socket) {
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      var message = new byte[MESSAGE];
      while (in.readNBytes(message, 0, MESSAGE) == MESSAGE) {
        out.write(message);
      }
    }
  }

  private static void client(int port, int trips) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      var message = new byte[MESSAGE];
      for (int i = 0; i < trips; i++) {
        out.write(message);
        if (in.readNBytes(message, 0, MESSAGE) != MESSAGE) {
          throw new IOException("echo: the server hung up");
        }
      }
    }
  }

  private Network() {}
}
