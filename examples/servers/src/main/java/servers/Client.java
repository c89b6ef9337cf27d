// SPDX-License-Identifier: Apache-2.0
package servers;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One client with a connection of its own, which asks again and again. */
public interface Client extends AutoCloseable {
  /**
   * Asks for a path.
   *
   * @return false if the server refused it, or had closed the connection before it answered
   * @throws IOException if an answer was cut off, or is wrong
   */
  boolean get(String path) throws IOException;

  @Override
  void close() throws IOException;

  /** Connects; an IOException if nobody accepts. */
  static Client connect(String kind, int port) throws IOException {
    return kind.equals("grpc") ? new Grpc(port) : new Http(port);
  }

  /** HTTP/1.1 on a socket, so that nothing is tried again behind our back. */
  final class Http implements Client {
    private static final int MOST_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private boolean isLast;

    Http(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(MOST_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    }

    @Override
    public boolean get(String path) throws IOException {
      if (isLast) {
        return false;
      }
      try {
        var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        in.mark(1);
        if (in.read() < 0) {
          return false;
        }
        in.reset();
      } catch (IOException e) {
        return false; // reset, or forgotten: Tomcat may leave open what it accepts while it stops
      }
      var status = line();
      int length = -1;
      for (var header = line(); !header.isEmpty(); header = line()) {
        var lower = header.toLowerCase(java.util.Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring(15).strip());
        }
        isLast |= lower.startsWith("connection:") && lower.endsWith("close");
      }
      var body = new String(in.readNBytes(Math.max(length, 0)), StandardCharsets.UTF_8);
      if (status.startsWith("HTTP/1.1 503") || status.startsWith("HTTP/1.1 400")) {
        return false; // not accepted; 400 is what Tomcat says while it is paused
      }
      if (!status.startsWith("HTTP/1.1 200") || !body.equals("hello from " + path + "\n")) {
        throw new IOException("wrong answer: " + status + ", " + body);
      }
      return true;
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the answer is cut off");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** A channel of gRPC. */
  final class Grpc implements Client {
    private final ManagedChannel channel;

    Grpc(int port) throws IOException {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    @Override
    public boolean get(String path) throws IOException {
      try {
        var answer =
            ClientCalls.blockingUnaryCall(
                channel, GrpcServer.HELLO, io.grpc.CallOptions.DEFAULT, path);
        if (!answer.equals("hello from " + path + "\n")) {
          throw new IOException("wrong answer: " + answer);
        }
        return true;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == io.grpc.Status.Code.UNAVAILABLE) {
          return false;
        }
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
