// SPDX-License-Identifier: Apache-2.0
package servers;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** gRPC. Its messages are texts, so that no code need be generated. */
@SuppressWarnings("try")
final class GrpcServer implements Server {
  static final MethodDescriptor<String, String> HELLO =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("servers.Greeter/Hello")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private static final int MOST_SECONDS = 10;

  private final ExecutorService executor = Server.executor("grpc-");
  private final io.grpc.Server server;

  GrpcServer(int port) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    server =
        NettyServerBuilder.forAddress(address)
            .executor(executor) // a goroutine for each call
            .addService(
                ServerServiceDefinition.builder("servers.Greeter")
                    .addMethod(HELLO, ServerCalls.asyncUnaryCall(GrpcServer::hello))
                    .build())
            .build()
            .start();
  }

  private static void hello(String path, StreamObserver<String> answer) {
    try {
      answer.onNext(Server.answer(path));
      answer.onCompleted();
    } catch (IOException e) {
      answer.onError(Status.INTERNAL.withCause(e).asException());
    }
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try (stream) {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() throws InterruptedException {
    if (!server.shutdown().awaitTermination(MOST_SECONDS, TimeUnit.SECONDS)) {
      server.shutdownNow();
    }
    executor.close();
  }
}
