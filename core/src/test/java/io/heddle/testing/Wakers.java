// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.internal.program.Programs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.NotificationEmitter;
import sun.misc.Signal;

/**
 * Each who may still wake somebody: the search for deadlocks sees it. In a JVM of its own, where
 * there is nobody else.
 */
final class Wakers {
  private static final long LATER_MILLIS = 300;

  /** What the JVM may call without a thread that shows it. */
  private interface Present extends AutoCloseable {
    @Override
    void close() throws Exception;
  }

  private interface Make {
    Present make() throws Exception;
  }

  static void run() throws Exception {
    seen("a signal handler", Wakers::signalHandler);
    seen("a shutdown hook", Wakers::hook);
    seen("a listener of memory", Wakers::memoryListener);
    seen("a listener of collections", Wakers::collectionListener);
    seen("a finalizer", Wakers::finalizer);
    seen("a cleanup of native memory", Wakers::memoryCleanup);
    seen("the factory of a pool that is collected", Wakers::collectedPool);
    seen("a thread that sleeps", () -> thread(() -> Thread.sleep(1_000_000)));
    seen("a thread that runs", () -> thread(Wakers::spin));
    seen("a thread in native code", Wakers::acceptor);
    seen("a selector", Wakers::selector);
    seen("a watch service", Wakers::watchService);
    seen("a server", Wakers::server);
    seen("a reference queue", () -> thread(() -> new ReferenceQueue<>().remove()));
    seen("a child process", Wakers::child);
    seen("a cleaner", Wakers::cleaner);
    wakes("a scheduled pool made before", Wakers::scheduledPool);
    wakes("a timer made before", Wakers::timer);
    wakes("orTimeout", Wakers::orTimeout);
    wakes("a delayed executor", Wakers::delayedExecutor);
    wakes("a task of the common pool", Wakers::commonPool);
    wakes("a virtual thread of the JDK", Wakers::virtualThread);
    whoIsNotWatched();
    wakes("asynchronous input", Wakers::asynchronousInput); // its threads never end
    System.exit(0);
  }

  /** It is seen from its beginning to its end, whenever one looks. */
  private static void seen(String kind, Make make) throws Exception {
    untilNobodyIsLeft();
    try (var present = make.make()) {
      for (int i = 0; i < 20; i++) {
        if (Programs.waker() == null) {
          throw new AssertionError(kind + " is not seen: " + present);
        }
        Thread.sleep(1);
      }
    }
    System.out.println(kind);
  }

  private static void untilNobodyIsLeft() throws InterruptedException {
    while (Programs.waker() != null) {
      System.gc(); // so that cleaners end
      Thread.sleep(1);
    }
  }

  private static void wakes(String kind, Later later) throws Exception {
    var c = Channel.<Integer>make(1);
    try (var toClose = later.send(c)) {
      Go.run(() -> {
        if (c.receive() != 1) {
          throw new AssertionError(kind + toClose);
        }
      });
    }
    System.out.println(kind);
  }

  private static Present signalHandler() {
    var signal = new Signal("USR2");
    var former = Signal.handle(signal, s -> {});
    return () -> Signal.handle(signal, former);
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
      System.gc();
      System.runFinalization();
    };
  }

  /** As the finalizer. */
  private static Present memoryCleanup() {
    var held =
        new Object[] {
          MemorySegment.NULL.reinterpret(8, Arena.ofAuto(), s -> LockSupport.unpark(null))
        };
    return () -> held[0] = "";
  }

  /** The cleaner shuts it down; then its thread does what the factory has added. */
  private static Present collectedPool() throws Exception {
    var held = new Object[] {singleThread()};
    return () -> {
      held[0] = "";
      System.gc();
    };
  }

  private static ExecutorService singleThread() throws Exception {
    var pool =
        Executors.newSingleThreadExecutor(task ->
            Thread.ofPlatform()
                .daemon()
                .unstarted(() -> {
                  task.run();
                  LockSupport.unpark(null);
                }));
    pool.submit(() -> {}).get();
    return pool;
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
    return () -> java.lang.ref.Reference.reachabilityFence(cleaner);
  }

  private static Present child() throws Exception {
    var child = new ProcessBuilder("sleep", "1000").start();
    return child::destroyForcibly;
  }

  /** Each sends 1 to the channel some time later, and says what to close then. */
  private interface Later {
    AutoCloseable send(Channel<Integer> c) throws Exception;
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

  private static void whoIsNotWatched() throws Exception {
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
    if (unwatched.join(Duration.ofMillis(LATER_MILLIS))) {
      throw new AssertionError("it was watched");
    }
    main[0].interrupt();
    unwatched.join();
    System.out.println("who is not watched");
  }
}
