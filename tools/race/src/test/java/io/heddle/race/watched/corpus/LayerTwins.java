// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.heddle.race.watched.corpus.FieldTwins.Box;
import java.io.*;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What layers of the JDK do for a program under locks of their own, and what they keep for it. */
@SuppressWarnings({"ReturnValueIgnored", "unused", "FutureReturnValueIgnored"})
final class LayerTwins {
  private LayerTwins() {}

  static Stream<Arguments> twins() {
    return Stream.of(streams(), keepers(), spoken(), frozen()).flatMap(s -> s);
  }

  // ---- streams and readers of the program, under buffers of the JDK ----

  static final class Counting extends OutputStream {
    int value;

    @Override
    public void write(int b) {
      value++;
    }
  }

  static final class CountingWriter extends Writer {
    int value;

    @Override
    public void write(char[] from, int at, int length) {
      value += length;
    }

    @Override
    public void flush() {
      value++;
    }

    @Override
    public void close() {}
  }

  static final class Digits extends InputStream {
    int value;

    @Override
    public int read() {
      return value == 5000 ? -1 : value++ % 10 == 9 ? '\n' : '0';
    }

    @Override
    public int read(byte[] into, int at, int length) {
      int b = read();
      into[at] = (byte) b;
      return b < 0 ? -1 : 1;
    }
  }

  interface Layer<T> {
    T over(T own) throws Exception;
  }

  private static <T> void all(Layer<T> use, T on) {
    try {
      for (int i = 0; i < 30; i++) {
        use.over(on);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static OutputStream write(OutputStream out) throws IOException {
    out.write('x');
    out.flush();
    return out;
  }

  private static Writer write(Writer out) throws IOException {
    out.write("text");
    out.flush();
    return out;
  }

  /** Two use one layer, or each a layer of its own over the same object of the program. */
  private static <O, L> Arguments under(
      String name, String where, Supplier<O> own, Over<O, L> layer, Layer<L> use) {
    return twin(
        name,
        where,
        c -> {
          var shared = own.get();
          c.two(() -> all(use, layer.over(shared)));
        },
        c -> {
          var shared = layer.over(own.get());
          c.two(() -> all(use, shared));
        });
  }

  private interface Over<O, L> {
    L over(O own) throws Exception;
  }

  private static Arguments output(String name, Over<Counting, OutputStream> layer) {
    return under(name, "Counting.value", Counting::new, layer, LayerTwins::write);
  }

  private static Arguments writer(String name, Over<CountingWriter, Writer> layer) {
    return under(name, "CountingWriter.value", CountingWriter::new, layer, LayerTwins::write);
  }

  private static Stream<Arguments> streams() {
    return Stream.of(
        output("a stream under a BufferedOutputStream", BufferedOutputStream::new),
        output("a stream under a PrintStream", out -> new PrintStream(out, true)),
        output(
            "a stream under a buffer and a PrintStream",
            out -> new PrintStream(new BufferedOutputStream(out), true)),
        writer("a writer under a BufferedWriter", BufferedWriter::new),
        writer("a writer under a PrintWriter", out -> new PrintWriter(out, true)),
        LayerTwins.<Counting, Writer>under(
            "a stream under an OutputStreamWriter",
            "Counting.value",
            Counting::new,
            OutputStreamWriter::new,
            LayerTwins::write),
        twin(
            "a stream under a BufferedReader",
            "Digits.value",
            c -> {
              var own = new Digits();
              c.two(() -> new BufferedReader(new InputStreamReader(own), 2).readLine());
            },
            c -> {
              var shared = new BufferedReader(new InputStreamReader(new Digits()), 2);
              c.two(() -> {
                for (int i = 0; i < 20; i++) {
                  shared.readLine();
                }
              });
            }));
  }

  // ---- what keeps something for another thread ----

  /** Answers from the box that it was made with. */
  private record Answering(Box box) implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
      use(box.get());
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    }
  }

  private static Stream<Arguments> keepers() {
    return Stream.of(
        Twin.either(
            "a task that is taken out of its pool's queue",
            (c, inTime) -> {
              var queue = new LinkedBlockingQueue<Runnable>();
              var pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, queue);
              var free = new CountDownLatch(1);
              pool.execute(() -> await(free));
              c.go(() -> {
                var box = new Box();
                if (inTime) {
                  box.value = 1;
                }
                pool.execute(() -> use(box.get()));
                if (!inTime) {
                  box.value = 1;
                }
              });
              queue.take().run();
              free.countDown();
              pool.shutdown();
              pool.awaitTermination(10, TimeUnit.SECONDS);
            }),
        Twin.either(
            "a handler for a server that runs",
            (c, inTime) -> {
              var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
              server.start();
              try {
                var box = new Box();
                if (inTime) {
                  box.value = 1;
                }
                server.createContext("/", new Answering(box));
                try (var client = new Socket("127.0.0.1", server.getAddress().getPort())) {
                  client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes("UTF-8"));
                  client.getInputStream().read();
                }
                if (!inTime) {
                  box.value = 1;
                }
              } finally {
                server.stop(0);
              }
            }));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What one writes before it speaks through an object of the JDK is known to who hears it. */
  private static <O> Arguments spoken(String name, Supplier<O> make, Layer<O> say, Hears<O> hears) {
    return Twin.either(
        name,
        (c, inTime) -> {
          var between = make.get();
          var box = new Box();
          c.go(() -> {
            if (inTime) {
              box.value = 1;
            }
            say.over(between);
            if (!inTime) {
              box.value = 1;
            }
          });
          while (!hears.on(between)) {
            Thread.sleep(1);
          }
          use(box.get());
        });
  }

  private interface Hears<O> {
    boolean on(O between) throws Exception;
  }

  private static Stream<Arguments> spoken() {
    return Stream.of(
        spoken(
            "a Stack",
            Stack<Integer>::new,
            s -> {
              s.push(1);
              return s;
            },
            s -> !s.empty()),
        spoken(
            "a StringWriter",
            StringWriter::new,
            w -> {
              new PrintWriter(w).printf("x").flush();
              return w;
            },
            w -> w.toString().equals("x")),
        spoken(
            "a ByteArrayOutputStream",
            ByteArrayOutputStream::new,
            o -> {
              new PrintStream(o, true).print("x");
              return o;
            },
            o -> o.size() == 1),
        spoken(
            "Properties",
            Properties::new,
            p -> {
              p.setProperty("a", "b");
              return p;
            },
            p -> p.getProperty("a") != null),
        spoken(
            "permits of a Semaphore",
            () -> new Semaphore(0),
            s -> {
              s.release();
              return s;
            },
            s -> s.availablePermits() == 1),
        spoken(
            "a broken CyclicBarrier",
            () -> new CyclicBarrier(2),
            b -> {
              try {
                b.await(1, TimeUnit.MILLISECONDS);
              } catch (TimeoutException e) {
                // it is broken
              }
              return b;
            },
            CyclicBarrier::isBroken),
        spoken(
            "tasks that a pool has done",
            () ->
                new ThreadPoolExecutor(0, 1, 1, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>()),
            p -> {
              p.execute(() -> {});
              return p;
            },
            p -> p.getCompletedTaskCount() == 1),
        spoken(
            "a publisher",
            () -> new SubmissionPublisher<Integer>(),
            p -> {
              p.close();
              return p;
            },
            SubmissionPublisher::isClosed));
  }

  // ---- final fields of types that a program implements ----

  private record Held(Runnable run, IntSupplier get, Comparable<Box> compare) {}

  private interface Calls {
    void of(Held held);
  }

  /** Another thread gets it by an opaque access; what was done late is not frozen. */
  private static Arguments held(String name, Calls calls) {
    return Twin.either(
        name,
        (c, inTime) -> {
          var shared = new AtomicReference<Held>();
          c.both(
              () -> {
                var box = new Box();
                if (inTime) {
                  box.value = 1;
                }
                var held = new Held(() -> use(box.get()), box::get, o -> o.value - box.value);
                if (!inTime) {
                  // A release ends the time that the constructor froze.
                  shared.compareAndSet(held, held);
                  box.value = 1;
                }
                shared.setPlain(held);
              },
              () -> {
                Held held;
                while ((held = shared.getOpaque()) == null) {
                  Thread.onSpinWait();
                }
                calls.of(held);
              });
        });
  }

  private static Stream<Arguments> frozen() {
    return Stream.of(
        held("a final Runnable", h -> h.run.run()),
        held("a final function", h -> use(h.get.getAsInt())),
        held("a final Comparable", h -> use(h.compare.compareTo(new Box()))));
  }
}
