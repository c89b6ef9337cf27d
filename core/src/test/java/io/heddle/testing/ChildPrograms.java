// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import static io.heddle.Go.go;
import static java.lang.invoke.MethodType.methodType;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.context.DeadlineExceededException;
import io.heddle.docs.InheritedSnippets;
import io.heddle.faults.DeepYields;
import io.heddle.faults.StackDepths;
import io.heddle.internal.program.CommandProgram;
import io.heddle.internal.program.Program;
import io.heddle.internal.sched.BareProgram;
import io.heddle.runtime.Scheduling;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The programs that tests run in JVMs of their own, see {@link Child}: {@code main NAME}. */
public final class ChildPrograms {
  private static final Map<String, Program.Body> PROGRAMS =
      Map.ofEntries(
          Map.entry("inherits", ChildPrograms::inherits),
          Map.entry("returns", ChildPrograms::returns),
          Map.entry("fails", ChildPrograms::fails),
          Map.entry("mainFails", ChildPrograms::mainFails),
          Map.entry("failsWithSuppressed", ChildPrograms::failsWithSuppressed),
          Map.entry("failsBrokenly", ChildPrograms::failsBrokenly),
          Map.entry("failsEndlessly", ChildPrograms::failsEndlessly),
          Map.entry("failsInWaitGroup", ChildPrograms::failsInWaitGroup),
          Map.entry("exits", ChildPrograms::exits),
          Map.entry("deadlocks", ChildPrograms::deadlocks),
          Map.entry("goexit", ChildPrograms::goexit),
          Map.entry("goexitThenExit", ChildPrograms::goexitThenExit),
          Map.entry("overflows", ChildPrograms::overflows),
          Map.entry("outOfMemory", ChildPrograms::outOfMemory),
          Map.entry("waitsForAThread", ChildPrograms::waitsForAThread),
          Map.entry("maxProcs", ChildPrograms::maxProcs),
          Map.entry("atOnce", ChildPrograms::atOnce),
          Map.entry("sleeps", ChildPrograms::sleeps),
          Map.entry("exchanges", ChildPrograms::exchanges),
          Map.entry("runsOutOfThreads", ChildPrograms::runsOutOfThreads),
          Map.entry("meetsInAnInitializer", ChildPrograms::meetsInAnInitializer),
          Map.entry("runsOutOfHeap", ChildPrograms::runsOutOfHeap),
          Map.entry("awaitsSignals", ChildPrograms::awaitsSignals),
          Map.entry("waitsForAnUntracked", ChildPrograms::waitsForAnUntracked),
          Map.entry("awaitsNativeCode", ChildPrograms::awaitsNativeCode),
          Map.entry("awaitsHook", ChildPrograms::awaitsHook),
          Map.entry("bare", BareProgram::run));

  private ChildPrograms() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("noGoroutine")) {
      noGoroutine();
      return;
    }
    if (args[0].equals("wakers")) {
      Wakers.run();
      return;
    }
    if (args[0].equals("countsThreads")) {
      countsThreads();
      return;
    }
    if (args[0].equals("unloads")) {
      Unloading.run();
      return;
    }
    if (args[0].startsWith("storm")) {
      Storms.run(args[0]);
      return;
    }
    if (args[0].equals("leaks")) {
      Leaking.run();
      return;
    }
    if (args[0].startsWith("depthsOf ")) {
      StackDepths.ofScenes(args[0].substring("depthsOf ".length()));
      return;
    }
    if (args[0].startsWith("eachStackDepthOf ")) {
      StackDepths.inGoroutines(1, args[0].substring("eachStackDepthOf ".length()));
      return;
    }
    if (args[0].startsWith("stackDepths")) {
      StackDepths.inGoroutines(Integer.parseInt(args[0].substring("stackDepths".length())), ".*");
      return;
    }
    if (args[0].equals("yieldsDeep")) {
      DeepYields.run();
      return;
    }
    if (args[0].equals("sleepers")) {
      Sleepers.run();
      return;
    }
    var program = PROGRAMS.get(args[0]);
    if (program == null) {
      throw new IllegalArgumentException("no such program: " + args[0]);
    }
    CommandProgram.run(program);
  }

  /** What a service makes it inherit. */
  private static void inherits() throws InterruptedException {
    InheritedSnippets.name().set("gopher");
    go(() -> System.out.println(InheritedSnippets.name().get())).join();
  }

  private static void countsThreads() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("Threads:")) {
        System.out.print(line.substring("Threads:".length()).strip());
      }
    }
  }

  /** A timer in a process that has not started any goroutine. */
  private static void noGoroutine() throws Exception {
    var timed = Context.background().withTimeout(Duration.ofMillis(300));
    try {
      timed.call(() -> new CountDownLatch(1).await(20, TimeUnit.SECONDS));
    } catch (DeadlineExceededException e) {
      System.out.println(e.getMessage());
    }
  }

  private static void failsWithSuppressed() throws Exception {
    var closing = new IllegalStateException("while closing", new IOException("the disk"));
    closing.addSuppressed(new IllegalArgumentException("deeper"));
    var failure = new IOException("first", new IOException("its cause"));
    failure.addSuppressed(closing);
    failure.addSuppressed(failure.getCause());
    throw failure;
  }

  private static void failsBrokenly() throws Exception {
    throw new Exception("broken") {
      @Override
      public synchronized Throwable getCause() {
        throw new IllegalStateException();
      }

      @Override
      public StackTraceElement[] getStackTrace() {
        return null;
      }
    };
  }

  private static final class Endless extends Exception {
    @Override
    public synchronized Throwable getCause() {
      return new Endless();
    }
  }

  private static void failsEndlessly() throws Exception {
    throw new Endless();
  }

  /** Nobody else is waited for, and no finally block of theirs runs. */
  private static void returns() throws InterruptedException {
    var running = new WaitGroup();
    running.add(2);
    go(() -> {
      try {
        running.done();
        Channel.never().receive();
      } finally {
        System.out.println("a finally block");
      }
    });
    Thread.ofPlatform()
        .start(() -> {
          running.done();
          while (true) {
            Thread.onSpinWait();
          }
        });
    running.await();
    System.out.println("before");
  }

  private static void fails() throws InterruptedException {
    go(
        "broken",
        () -> {
          throw new IllegalStateException("two\nlines", new IOException("the cause"));
        });
    Channel.never().receive();
  }

  private static void mainFails() throws IOException {
    throw new IOException();
  }

  private static void failsInWaitGroup() throws InterruptedException {
    var group = new WaitGroup();
    group.go(() -> {
      throw new IOException("in the group");
    });
    group.await();
    System.out.println("not reached");
  }

  private static void exits() throws InterruptedException {
    go(() -> System.exit(3));
    Channel.never().receive();
  }

  private static void deadlocks() throws InterruptedException {
    var c = Channel.<Integer>make();
    go("helper", () -> c.send(Channel.<Integer>make().receive()));
    c.receive();
  }

  private static void goexit() {
    go(() -> {
      Time.sleep(Duration.ofMillis(50));
      System.out.println("the other went on");
    });
    Go.goexit();
  }

  private static void goexitThenExit() {
    go(() -> {
      Time.sleep(Duration.ofMillis(50));
      System.exit(0);
    });
    Go.goexit();
  }

  private static void overflows() throws InterruptedException {
    go(() -> overflow(1));
    Channel.never().receive();
  }

  @SuppressWarnings("InfiniteRecursion") // the point
  private static int overflow(int n) {
    return overflow(n + 1) + 1;
  }

  private static void outOfMemory() throws InterruptedException {
    go(() -> {
      var all = new long[1_000][];
      for (int i = 0; i < all.length; i++) {
        all[i] = new long[100_000_000];
      }
    });
    Channel.never().receive();
  }

  private static void waitsForAThread() throws InterruptedException {
    var c = Channel.<Integer>make();
    Thread.ofPlatform()
        .start(() -> {
          try {
            Thread.sleep(200);
            c.send(1);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    System.out.println("received " + c.receive());
  }

  /** It waits for input, so that no thread of the JDK's tells of it. */
  private static void waitsForAnUntracked() throws Exception {
    var c = Channel.<Integer>make(1);
    var loopback = java.net.InetAddress.getLoopbackAddress();
    try (var server = new java.net.ServerSocket(0, 1, loopback)) {
      Thread.ofVirtual().start(() -> acceptAndSend(server, c));
      long port = server.getLocalPort();
      new ProcessBuilder(
              "bash", "-c", "(sleep 1; : </dev/tcp/127.0.0.1/" + port + ") >&- 2>&- & exit")
          .start()
          .waitFor();
      System.out.println("received " + c.receive());
    }
  }

  private static void acceptAndSend(java.net.ServerSocket server, Channel<Integer> c) {
    try (var accepted = server.accept()) {
      c.trySend(accepted.isConnected() ? 1 : 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void maxProcs() {
    System.out.println("maxProcs " + Scheduling.maxProcs());
  }

  private static void sleeps() throws InterruptedException {
    Time.sleep(Duration.ofMillis(400));
  }

  private static void exchanges() throws InterruptedException {
    var c = Channel.<Integer>make();
    go(() -> {
      for (int i = 0; i < 1000; i++) {
        c.send(i);
      }
      c.close();
    });
    int sum = 0;
    for (int i : c) {
      sum += i;
    }
    System.out.println("sum " + sum);
  }

  /** More goroutines compute than the process can have threads, which is two more than it has. */
  /**
   * Who initializes the class waits for one who has no carrier left, until another thread helps.
   */
  private static void meetsInAnInitializer() throws InterruptedException {
    var all = new WaitGroup();
    for (int i = 0; i < 40; i++) {
      all.go(() -> Meeting.COUNT.incrementAndGet());
    }
    var unstuck =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                Thread.sleep(1500);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              Gates.FIRST.countDown();
            });
    all.await();
    unstuck.join();
    exchanges();
  }

  /** Its initializer waits. */
  private static final class Meeting {
    static final AtomicInteger COUNT = new AtomicInteger();

    static {
      try {
        Gates.FIRST.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** In a class of its own, so that it can be opened from outside of the initializer. */
  private static final class Gates {
    static final CountDownLatch FIRST = new CountDownLatch(1);
  }

  private static void runsOutOfThreads() throws Exception {
    var all = new WaitGroup();
    all.go(() -> {}); // the carrier has started
    all.await();
    long limit = virtualMemory() + (150L << 20);
    new ProcessBuilder("prlimit", "--pid=" + ProcessHandle.current().pid(), "--as=" + limit)
        .start()
        .waitFor();
    var done = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      all.go(() -> {
        long end = System.nanoTime() + 150_000_000;
        while (System.nanoTime() < end) {
          Thread.onSpinWait();
        }
        done.incrementAndGet();
      });
    }
    all.await();
    exchanges();
    System.out.println(done + " done");
  }

  private static long virtualMemory() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      var size = lines.filter(line -> line.startsWith("VmSize:")).findFirst().orElseThrow();
      return 1024 * Long.parseLong(size.replaceAll("\\D", ""));
    }
  }

  /** One fills the heap again and again; many others wait and are woken meanwhile. */
  private static void runsOutOfHeap() throws InterruptedException {
    var stop = new AtomicBoolean();
    var all = new WaitGroup();
    var ready = Channel.<Integer>sliding(300);
    var trips = new AtomicInteger();
    for (int i = 0; i < 300; i++) {
      all.go(() -> {
        while (!stop.get()) {
          try {
            Go.gosched();
            ready.trySend(1);
            ready.receive();
            Time.sleep(Duration.ofNanos(1));
            trips.incrementAndGet();
          } catch (OutOfMemoryError e) {
            // try again
          }
        }
      });
    }
    all.go(() -> {
      for (int round = 0; round < 2; round++) {
        exhaust();
      }
      stop.set(true);
    });
    all.await();
    System.out.println(trips.get() > 0 ? "all have ended" : "none has run");
  }

  private static void exhaust() {
    Object[] chain = null;
    try {
      while (true) {
        chain = new Object[] {chain, null};
      }
    } catch (OutOfMemoryError e) {
      chain = null; // and lets it go
    }
  }

  private static void atOnce() throws InterruptedException {
    int first = mostAtOnce(4);
    Scheduling.maxProcs(2);
    int second = mostAtOnce(2);
    Scheduling.maxProcs(6);
    System.out.println(first + " then " + second + " then " + mostAtOnce(6));
  }

  /**
   * How many of many goroutines that compute were seen to do so at once. Each goes on for some
   * milliseconds, and until as many as are expected have been seen.
   */
  private static int mostAtOnce(int expected) throws InterruptedException {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var all = new WaitGroup();
    Time.sleep(Duration.ofMillis(50)); // a change has come to pass
    for (int i = 0; i < 60; i++) {
      all.go(() -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        long begin = System.nanoTime();
        while (System.nanoTime() < begin + (most.get() < expected ? 5_000_000_000L : 3_000_000)) {
          Thread.onSpinWait();
        }
        running.decrementAndGet();
      });
    }
    all.await();
    return most.get();
  }

  /** As long as the context lives a signal ends it, and nothing else; then it ends the process. */
  private static void awaitsSignals() throws Exception {
    try (var context = Context.background().withSignals()) {
      kill(System.getProperty("heddle.test.signal", "INT"));
      context.done().receive();
      System.out.println(context.cause().getMessage());
    }
    kill("TERM");
    Channel.never().receive();
  }

  /** The usual way to wait for SIGTERM, which comes when no other process is left as a child. */
  private static void awaitsHook() throws Exception {
    var quit = Channel.<Void>make();
    Runtime.getRuntime().addShutdownHook(new Thread(quit::close));
    isKilledInASecond();
    quit.receive();
    new CountDownLatch(1).await(); // the process ends
  }

  private static void awaitsNativeCode() throws Throwable {
    var gc = MethodHandles.lookup().findStatic(System.class, "gc", methodType(void.class));
    var function = FunctionDescriptor.ofVoid();
    var stub = Linker.nativeLinker().upcallStub(gc, function, Arena.global());
    isKilledInASecond();
    Channel.<MemorySegment>make().send(stub);
  }

  /** By a process that is no child of this one. */
  private static void isKilledInASecond() throws Exception {
    long self = ProcessHandle.current().pid();
    new ProcessBuilder("sh", "-c", "(sleep 1; kill -TERM " + self + ") >&- 2>&- & exit")
        .start()
        .waitFor();
  }

  private static void kill(String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, "" + ProcessHandle.current().pid()).start().waitFor();
  }
}
