// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.sync.WaitGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An echo server, the plain way: a goroutine accepts, and each connection gets a goroutine of its
 * own that reads and writes with the JDK's blocking sockets. The clients, all connected at the same
 * time, check that each line comes back; main returns while the server still accepts.
 */
public class Echo {
  static final int LINES = 3;

  static void accept(ServerSocket server) throws IOException {
    while (true) {
      var connection = server.accept();
      go(() -> serve(connection));
    }
  }

  static void serve(Socket connection) throws IOException {
    try (connection) {
      connection.getInputStream().transferTo(connection.getOutputStream());
    }
  }

  /** Connects, waits until all others have, and counts the lines that came back unchanged. */
  static int client(int id, ServerSocket server, WaitGroup connected)
      throws IOException, InterruptedException {
    int echoed = 0;
    try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      connected.done();
      connected.await();
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (int n = 1; n <= LINES; n++) {
        var line = "client " + id + " line " + n + " ✓";
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        if (line.equals(in.readLine())) {
          echoed++;
        }
      }
    }
    return echoed;
  }

  public static void main(String[] args) throws Exception {
    int clients = clients(args);
    var server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    go("acceptor", () -> accept(server));

    var connected = new WaitGroup();
    var echoed = Channel.<Integer>make();
    connected.add(clients);
    for (int c = 1; c <= clients; c++) {
      int id = c;
      go(() -> echoed.send(client(id, server, connected)));
    }
    int sum = 0;
    for (int c = 0; c < clients; c++) {
      sum += echoed.receive();
    }
    System.out.printf("%d clients at once, %d of %d lines echoed%n", clients, sum, clients * LINES);
  }

  private static int clients(String[] args) {
    var text = args.length == 0 ? "100" : args[0];
    if (!text.matches("[1-9][0-9]{0,3}")) {
      System.err.println("usage: Echo [how many clients, 100 if not given, 9999 at most]");
      System.exit(2);
    }
    return Integer.parseInt(text);
  }
}
