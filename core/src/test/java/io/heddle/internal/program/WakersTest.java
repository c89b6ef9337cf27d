// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.heddle.Channel;
import io.heddle.Go;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Whoever may still wake somebody keeps the finder silent: each row of the guide's table. */
class WakersTest {
  private static final long LATER_MILLIS = 300;

  /** What the JVM may call without a thread that shows it. */
  private interface Present extends AutoCloseable {
    @Override
    void close() throws Exception;
  }

  private interface Make {
    Present make() throws Exception;
  }

  static Stream<Arguments> callbacks() {
    return Stream.of(
        row("a signal handler", WakersTest::signalHandler),
        row("a shutdown hook", WakersTest::hook),
        row("a finalizer", WakersTest::finalizer),
        row("a listener of the JVM's notifications", WakersTest::memoryListener),
        row("a listener of the JVM's notifications", WakersTest::collectionListener));
  }

  private static Arguments row(String kind, Make make) {
    return Arguments.of(kind, make);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callbacks")
  void theJvmMayCall(String kind, Make make) throws Exception {
    assertThat(Callbacks.find()).isNull();
    try (var present = make.make()) {
      assertThat(Callbacks.find()).isEqualTo(kind);
      assertThat(present).isNotNull();
    }
  }

  private static Present signalHandler() {
    var signal = new Signal("USR2");
    var former = Signal.handle(signal, s -> {});
    return () ->
        Signal.handle(signal, SignalHandler.SIG_DFL == former ? SignalHandler.SIG_DFL : former);
  }

  private static Present hook() {
    var hook = new Thread(() -> {});
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> Runtime.getRuntime().removeShutdownHook(hook);
  }

  private static Present memoryListener() {
    return listenTo(ManagementFactory.getMemoryMXBean());
  }

  private static Present collectionListener() {
    assertThat(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION).isNotNull();
    return listenTo(ManagementFactory.getGarbageCollectorMXBeans().getFirst());
  }

  private static Present listenTo(Object bean) {
    var emitter = (NotificationEmitter) bean;
    javax.management.NotificationListener listener = (notification, handback) -> {};
    emitter.addNotificationListener(listener, null, null);
    return () -> emitter.removeNotificationListener(listener);
  }

  private static final class Finalizable {
    @Override
    @SuppressWarnings({"deprecation", "removal", "Finalize"}) // that is what it is here for
    protected void finalize() {
      LockSupport.unpark(null);
    }
  }

  /** Gone when the collector has seen that nobody needs it. */
  private static Present finalizer() {
    var held = new Object[] {new Finalizable()};
    return () -> {
      held[0] = "";
      while (Callbacks.find() != null) {
        System.gc();
        System.runFinalization();
        Thread.sleep(5);
      }
    };
  }

  static Stream<Arguments> threads() {
    return Stream.of(
        row("a thread that sleeps", () -> thread(() -> Thread.sleep(1_000_000))),
        row("a thread that runs", () -> thread(WakersTest::spin)),
        row("a thread in native code", WakersTest::acceptor),
        row("a selector", WakersTest::selector),
        row("an asynchronous channel", WakersTest::asynchronousChannel),
        row("a watch service", WakersTest::watchService),
        row("a server", WakersTest::server),
        row("a cleaner", WakersTest::cleaner),
        row("a reference queue", () -> thread(() -> new ReferenceQueue<>().remove())),
        row("a child process", WakersTest::child));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("threads")
  void aThreadMayRun(String kind, Make make) throws Exception {
    try (var present = make.make()) {
      for (int i = 0; i < 20; i++) {
        assertThat(ForeignThreads.look().waker()).as(kind).isNotNull();
        Thread.sleep(1);
      }
      assertThat(present).isNotNull();
    }
  }

  private interface Body {
    void run() throws Exception;
  }

  private static Present thread(Body body) {
    var t =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                body.run();
              } catch (Exception e) {
                // it has been asked to stop
              }
            });
    return () -> {
      t.interrupt();
      t.join();
    };
  }

  private static void spin() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  private static Present acceptor() throws Exception {
    var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    var waits = thread(server::accept);
    return () -> {
      server.close();
      waits.close();
    };
  }

  private static Present selector() throws Exception {
    var selector = Selector.open();
    var waits = thread(selector::select);
    return () -> {
      selector.close();
      waits.close();
    };
  }

  private static Present asynchronousChannel() throws Exception {
    var server =
        AsynchronousServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return server::close;
  }

  private static Present watchService() throws Exception {
    var watcher = Path.of("").toAbsolutePath().getFileSystem().newWatchService();
    return watcher::close;
  }

  private static Present server() throws Exception {
    var server =
        com.sun.net.httpserver.HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return () -> server.stop(0);
  }

  private static Present cleaner() {
    var cleaner = Cleaner.create();
    return () -> assertThat(cleaner).isNotNull();
  }

  private static Present child() throws Exception {
    var child = new ProcessBuilder("sleep", "1000").start();
    return child::destroyForcibly;
  }

  /** Each sends 1 to the channel some time later, and says what to close then. */
  private interface Later {
    AutoCloseable send(Channel<Integer> c) throws Exception;
  }

  static Stream<Arguments> timers() {
    return Stream.of(
        later("a scheduled pool made before", WakersTest::scheduledPool),
        later("a timer made before", WakersTest::timer),
        later("orTimeout", WakersTest::orTimeout),
        later("a delayed executor", WakersTest::delayedExecutor),
        later("a common pool's task", WakersTest::commonPool),
        later("a virtual thread of the JDK", WakersTest::virtualThread),
        later("asynchronous input", WakersTest::asynchronousInput));
  }

  private static Arguments later(String kind, Later later) {
    return Arguments.of(kind, later);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("timers")
  void whatWasStartedBeforeMayWakeItLater(String kind, Later later) throws Exception {
    var c = Channel.<Integer>make(1);
    try (var toClose = later.send(c)) {
      Go.run(() -> assertThat(c.receive()).as(kind).isEqualTo(1));
      assertThat(toClose).isNotNull();
    }
  }

  private static AutoCloseable scheduledPool(Channel<Integer> c) throws Exception {
    var pool = Executors.newSingleThreadScheduledExecutor();
    pool.submit(() -> {}).get();
    pool.schedule(() -> c.trySend(1), LATER_MILLIS, TimeUnit.MILLISECONDS);
    return pool;
  }

  private static AutoCloseable timer(Channel<Integer> c) {
    var timer = new Timer(true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            c.trySend(1);
          }
        },
        LATER_MILLIS);
    return timer::cancel;
  }

  private static AutoCloseable orTimeout(Channel<Integer> c) {
    var future = new CompletableFuture<Integer>();
    future.orTimeout(LATER_MILLIS, TimeUnit.MILLISECONDS).exceptionally(e -> sent(c));
    return () -> future.cancel(true);
  }

  private static int sent(Channel<Integer> c) {
    return c.trySend(1) ? 1 : 0;
  }

  private static AutoCloseable delayedExecutor(Channel<Integer> c) {
    CompletableFuture.delayedExecutor(LATER_MILLIS, TimeUnit.MILLISECONDS).execute(() -> sent(c));
    return () -> {};
  }

  private static AutoCloseable commonPool(Channel<Integer> c) {
    ForkJoinPool.commonPool().execute(() -> sendLater(c));
    return () -> {};
  }

  private static AutoCloseable virtualThread(Channel<Integer> c) {
    Thread.ofVirtual().start(() -> sendLater(c));
    return () -> {};
  }

  private static void sendLater(Channel<Integer> c) {
    LockSupport.parkNanos(LATER_MILLIS * 1_000_000);
    sent(c);
  }

  /** Nothing but the channel group's own thread waits for the other side, which is this process. */
  private static AutoCloseable asynchronousInput(Channel<Integer> c) throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    var server = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0));
    var client = java.nio.channels.AsynchronousSocketChannel.open();
    var accepted = server.accept();
    client.connect(server.getLocalAddress()).get();
    var socket = accepted.get();
    socket.read(
        ByteBuffer.allocate(1),
        c,
        new java.nio.channels.CompletionHandler<Integer, Channel<Integer>>() {
          @Override
          public void completed(Integer n, Channel<Integer> to) {
            sent(to);
          }

          @Override
          public void failed(Throwable e, Channel<Integer> to) {}
        });
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          LockSupport.parkNanos(LATER_MILLIS * 1_000_000);
          client.write(ByteBuffer.wrap(new byte[1]));
        });
    return () -> {
      client.close();
      socket.close();
      server.close();
    };
  }

  @Test
  void whoDoesNotWantToBeWatchedIsNot() throws Exception {
    assertTimeoutPreemptively(
        Duration.ofSeconds(50),
        () -> {
          var main = new Thread[1];
          var started = Channel.<Integer>make();
          var unwatched =
              Go.go(() ->
                  Go.runUnwatched(() -> {
                    main[0] = Thread.currentThread();
                    started.send(1);
                    Channel.make().receive();
                  }));
          started.receive();
          assertThat(unwatched.join(Duration.ofMillis(LATER_MILLIS))).isFalse();
          main[0].interrupt();
          unwatched.join();
        });
  }
}
