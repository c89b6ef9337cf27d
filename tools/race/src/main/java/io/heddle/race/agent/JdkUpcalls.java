// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static io.heddle.race.agent.JdkOrders.NOTHING;
import static io.heddle.race.agent.JdkOrders.RECEIVER;
import static io.heddle.race.agent.JdkOrders.THIS;
import static io.heddle.race.agent.JdkOrders.is;

import io.heddle.race.agent.JdkOrders.Where;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where the JDK calls the program on a thread that knows what others did only by the JDK's own
 * locks and atomics: parts of parallel streams, handlers, interrupts by an executor.
 */
final class JdkUpcalls {
  /*
   * Precise where the JDK has an object that stands for the order; where it only counts parts (prefixes, the
   * parts of forEachOrdered) the thread knows all at that moment.
   * Checked by: CorpusTest.
   */
  private static final String CONCURRENT = "java/util/concurrent/";

  private final JdkOrders orders;

  private JdkUpcalls(JdkOrders orders) {
    this.orders = orders;
  }

  static void addTo(JdkOrders orders) {
    var calls = new JdkUpcalls(orders);
    calls.completers();
    calls.collectors();
    calls.executors();
    calls.handlers();
    calls.events();
    calls.layers();
  }

  /** What a completer did, and what it had put together, is known to those it is a part of. */
  private void completers() {
    var counted = CONCURRENT + "CountedCompleter";
    orders.add(counted, m -> true, Where.AFTER_CALL, is("onCompletion"), "completes", THIS);
    for (var name : List.of("compareAndSetPendingCount", "addToPendingCount", "setPendingCount")) {
      orders.add(counted, is(name), Where.ENTRY, null, "release", THIS);
    }
    for (var name : List.of("compareAndSetPendingCount", "getPendingCount")) {
      orders.add(counted, is(name), Where.RETURN, null, "acquire", THIS);
    }
    for (var ordered : List.of("ForEachOps$ForEachOrderedTask", "GathererOp$")) {
      orders.add(
          "java/util/stream/" + ordered, is("onCompletion"), Where.ENTRY, null, "knowAll", NOTHING);
    }
    var prefixes = "java/util/ArrayPrefixHelpers$";
    orders.add(prefixes, m -> true, Where.BEFORE_CALL, is("apply"), "knowAll", NOTHING);
    orders.add(
        prefixes,
        m -> true,
        Where.BEFORE_CALL,
        c -> c.startsWith("quietlyComplete"),
        "knowAll",
        NOTHING);
  }

  /** They put into concurrent maps what functions of the program gave them. */
  private void collectors() {
    var collectors = "java/util/stream/Collectors";
    Predicate<String> concurrent = m -> m.contains("Concurrent");
    for (var name : List.of("merge", "computeIfAbsent")) {
      orders.add(collectors, concurrent, Where.BEFORE_CALL, is(name), "release", RECEIVER);
    }
    for (var distinct : List.of("DistinctOps$", "StreamSpliterators$DistinctSpliterator")) {
      orders.add(
          "java/util/stream/" + distinct,
          m -> true,
          Where.BEFORE_CALL,
          is("putIfAbsent"),
          "release",
          RECEIVER);
    }
    var accumulates = is("accept");
    orders.add(collectors, concurrent, Where.BEFORE_CALL, accumulates, "acquire", RECEIVER);
    orders.add(collectors, concurrent, Where.AFTER_CALL, accumulates, "release", RECEIVER);
  }

  private void executors() {
    var pool = CONCURRENT + "ThreadPoolExecutor";
    var each = CONCURRENT + "ThreadPerTaskExecutor";
    for (var owner : List.of(pool, each, CONCURRENT + "ForkJoinPool")) {
      for (var name : List.of("shutdown", "shutdownNow")) {
        orders.add(owner, is(name), Where.ENTRY, null, "release", THIS);
      }
      orders.add(owner, is("isShutdown"), Where.RETURN, null, "acquire", THIS);
    }
    orders.add(pool, is("isTerminating"), Where.RETURN, null, "acquire", THIS);
    orders.add(pool, is("tryTerminate"), Where.BEFORE_CALL, is("terminated"), "acquire", THIS);
    orders.add(pool, is("tryTerminate"), Where.AFTER_CALL, is("terminated"), "release", THIS);
    var any = each + "$AnyResultHolder";
    for (var name : List.of("complete", "completeExceptionally")) {
      orders.add(any, is(name), Where.ENTRY, null, "release", THIS);
    }
    for (var name : List.of("result", "firstException")) {
      orders.add(any, is(name), Where.RETURN, null, "acquire", THIS);
    }
    for (var thread : List.of("java/lang/Thread", "java/lang/VirtualThread")) {
      orders.add(thread, is("interrupt"), Where.ENTRY, null, "interrupts", THIS);
    }
  }

  /** Objects that one thread hands to the JDK, which calls them on another. */
  private void handlers() {
    var thread = "java/lang/Thread";
    var caught = is("uncaughtException");
    orders.add(thread, is("setUncaughtExceptionHandler"), Where.ENTRY, null, "release", 1);
    orders.add(thread, is("setDefaultUncaughtExceptionHandler"), Where.ENTRY, null, "release", 0);
    for (var owner : List.of(thread, "java/lang/ThreadGroup")) {
      orders.add(owner, m -> true, Where.BEFORE_CALL, caught, "acquire", RECEIVER);
    }
    var logger = "java/util/logging/Logger";
    orders.add(logger, is("addHandler"), Where.ENTRY, null, "release", 1);
    orders.add(logger, m -> true, Where.BEFORE_CALL, is("publish"), "acquire", RECEIVER);
    var server = "sun/net/httpserver/";
    var handled = "(Ljava/lang/String;Lcom/sun/net/httpserver/HttpHandler;";
    orders.add(
        server + "ServerImpl",
        m -> m.startsWith("createContext" + handled),
        Where.ENTRY,
        null,
        "release",
        2);
    orders.add(server + "HttpContextImpl", is("setHandler"), Where.ENTRY, null, "release", 1);
    orders.add(
        "com/sun/net/httpserver/Filter$Chain",
        m -> true,
        Where.BEFORE_CALL,
        is("handle"),
        "acquire",
        RECEIVER);
    orders.add(
        "java/lang/ClassValue",
        m -> true,
        Where.AFTER_CALL,
        is("computeValue"),
        "releaseOfProgram",
        THIS);
  }

  /**
   * They call a stream, a writer or a loader of the program while they hold a lock of their own.
   */
  private void layers() {
    for (var owner :
        List.of(
            "java/io/BufferedInputStream",
            "java/io/BufferedOutputStream",
            "java/io/BufferedReader",
            "java/io/BufferedWriter",
            "java/io/PrintStream",
            "java/io/PrintWriter",
            "sun/nio/cs/StreamDecoder",
            "sun/nio/cs/StreamEncoder")) {
      for (var name :
          List.of("read", "write", "flush", "close", "ready", "available", "skip", "transferTo")) {
        underLock(owner, name);
      }
    }
    underLock("java/util/logging/StreamHandler", "getHead");
    underLock("java/util/logging/StreamHandler", "getTail");
    underLock("java/util/logging/MemoryHandler", "publish");
    orders.add( // it may end in an exception
        "java/lang/ClassLoader",
        m -> true,
        Where.BEFORE_CALL,
        is("findClass"),
        "knowAllOfProgram",
        THIS);
  }

  private void underLock(String owner, String call) {
    orders.add(owner, m -> true, Where.BEFORE_CALL, is(call), "acquireForProgram", JdkOrders.BOTH);
    orders.add(owner, m -> true, Where.AFTER_CALL, is(call), "releaseForProgram", JdkOrders.BOTH);
  }

  /** What a thread waits for in the system, and is told by a thread of the JDK. */
  private void events() {
    for (var name : List.of("completed", "failed")) {
      orders.add("sun/nio/ch/Invoker", m -> true, Where.BEFORE_CALL, is(name), "knowAll", NOTHING);
    }
    var key = "java/nio/channels/SelectionKey";
    orders.add(key, is("attach"), Where.ENTRY, null, "release", THIS);
    for (var name : List.of("attach", "attachment")) {
      orders.add(key, is(name), Where.RETURN, null, "acquire", THIS);
    }
    var queue = "java/awt/EventQueue";
    var event = "java/awt/event/InvocationEvent";
    for (var name : List.of("invokeLater", "invokeAndWait")) {
      orders.add(queue, is(name), Where.ENTRY, null, "release", 0);
    }
    orders.add(event, m -> true, Where.BEFORE_CALL, is("run"), "acquire", RECEIVER);
    orders.add(event, m -> true, Where.AFTER_CALL, is("run"), "release", RECEIVER);
    orders.add(
        queue,
        m -> m.startsWith("invokeAndWait(Ljava/lang/Runnable;"),
        Where.RETURN,
        null,
        "acquire",
        0);
  }
}
