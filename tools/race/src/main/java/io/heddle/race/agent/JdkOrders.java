// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import io.heddle.rewrite.CallRewriter;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The methods of the JDK in which work goes from one thread to another: hooks in these. */
final class JdkOrders {
  /*
   * Method bodies only, by retransformation where the class is loaded already; straight-line code.
   * The names are those of JDK 25; a method that a JDK has not is no error, its edge is missing then.
   * Checked by: JucOrderTest, ExecutorOrderTest.
   */
  static final int THIS = 0;
  private static final String STAGES = "java/util/concurrent/CompletableFuture$";

  enum Where {
    ENTRY,
    RETURN,
    BEFORE_CALL,
    AFTER_CALL,
    /** Before each call, for this and all objects that the method was given. */
    BEFORE_EACH,
    /** The status that the JVM ends with. */
    STATUS,
    /** The second argument becomes what the hook makes of it. */
    REPLACE_ARGUMENT
  }

  static final int RECEIVER = -1;
  static final int NOTHING = -2;

  /** This, and the receiver of the call. */
  static final int BOTH = -3;

  /**
   * @param argument slot of the local variable that the hook is told; or the receiver of the call
   */
  record Hook(
      Predicate<String> method, Where where, Predicate<String> call, String hook, int argument) {}

  private final Map<String, List<Hook>> hooks = new HashMap<>();

  JdkOrders() {
    threads();
    executors();
    forkJoin();
    futures();
    JdkCallbacks.addTo(this);
    JdkUpcalls.addTo(this);
    others();
  }

  private void threads() {
    entry("java/lang/Thread", "start", "threadStarts", THIS);
    entry("java/lang/VirtualThread", "start", "threadStarts", THIS);
    entry("java/lang/Thread", "exit", "threadEnds", THIS);
    add("java/lang/VirtualThread", is("run"), Where.RETURN, null, "threadEnds", THIS);
    entry("java/lang/Runtime", "exit", "exitIsAsked", NOTHING);
    add("java/lang/Shutdown", is("halt"), Where.STATUS, null, "ends", NOTHING);
    add("java/lang/Shutdown", is("shutdown"), Where.RETURN, null, "ended", NOTHING);
    entry("java/lang/ApplicationShutdownHooks", "runHooks", "knowAll", NOTHING);
    var reflection = "jdk/internal/reflect/Reflection";
    add(reflection, is("filterFields"), Where.REPLACE_ARGUMENT, null, "visible", 1);
  }

  private void executors() {
    var p = "java/util/concurrent/";
    var pool = p + "ThreadPoolExecutor";
    entry(pool, "execute", "release", 1);
    for (var name : List.of("offer", "add")) { // the queue is the program's as well
      add(pool, m -> true, Where.BEFORE_CALL, is(name), "release", RECEIVER);
      add(
          p + "ScheduledThreadPoolExecutor",
          m -> true,
          Where.BEFORE_CALL,
          is(name),
          "release",
          RECEIVER);
    }
    add(pool, is("runWorker"), Where.BEFORE_CALL, is("run"), "acquire", RECEIVER);
    entry(pool, "processWorkerExit", "release", THIS);
    for (var name : List.of("unlock", "compareAndDecrementWorkerCount", "decrementWorkerCount")) {
      // behind each task, and where a worker that ends does not count any more
      add(
          pool,
          m -> m.startsWith("runWorker(") || m.startsWith("getTask("),
          Where.BEFORE_CALL,
          is(name),
          "release",
          THIS);
    }
    returning(pool, "acquire", "awaitTermination", "isTerminated");
    returning(pool, "acquire", "getCompletedTaskCount", "getTaskCount", "getActiveCount");
    entry(p + "ScheduledThreadPoolExecutor", "delayedExecute", "release", 1);
    entry(p + "ScheduledThreadPoolExecutor", "reExecutePeriodic", "release", 1);
    var each = p + "ThreadPerTaskExecutor";
    entry(each, "taskComplete", "release", THIS);
    returning(each, "acquire", "awaitTermination", "isTerminated", "close");
    var task = p + "FutureTask";
    entry(task, "set", "release", THIS);
    entry(task, "setException", "release", THIS);
    entry(task, "cancel", "release", THIS);
    entry(task, "report", "acquire", THIS);
    returning(task, "acquire", "isDone", "isCancelled", "state", "resultNow", "exceptionNow");
    var barrier = p + "CyclicBarrier";
    entry(barrier, "dowait", "release", THIS);
    add(barrier, is("dowait"), Where.BEFORE_CALL, is("run"), "acquire", THIS);
    add(barrier, is("dowait"), Where.AFTER_CALL, is("run"), "release", THIS);
    entry(p + "Phaser", "doArrive", "release", THIS);
    entry(p + "Phaser", "arriveAndAwaitAdvance", "release", THIS);
    add(p + "Phaser", m -> true, Where.BEFORE_CALL, is("onAdvance"), "acquire", THIS);
    add(p + "Phaser", m -> true, Where.AFTER_CALL, is("onAdvance"), "release", THIS);
    var scope = p + "StructuredTaskScopeImpl";
    entry(scope, "onComplete", "release", THIS);
    add(scope, is("onComplete"), Where.BEFORE_CALL, is("onComplete"), "acquire", THIS);
    add(scope, is("onComplete"), Where.AFTER_CALL, is("onComplete"), "release", THIS);
    add(scope, m -> true, Where.AFTER_CALL, is("awaitAll"), "acquire", THIS);
    returning(scope, "acquire", "close", "isCancelled");
    var flow = p + "SubmissionPublisher$BufferedSubscription";
    for (var name : List.of("offer", "onError", "onComplete", "onSubscribe", "request", "cancel")) {
      entry(flow, name, "release", THIS);
    }
    for (var name : List.of("onNext", "onError", "onComplete", "onSubscribe")) {
      add(flow, m -> m.startsWith("consume"), Where.BEFORE_CALL, is(name), "acquire", THIS);
      add(flow, m -> m.startsWith("consume"), Where.AFTER_CALL, is(name), "release", THIS);
    }
  }

  private void forkJoin() {
    var p = "java/util/concurrent/";
    var task = p + "ForkJoinTask";
    entry(task, "fork", "release", THIS);
    entry(task, "doExec", "acquire", THIS);
    add(task, is("doExec"), Where.RETURN, null, "taskWasRun", THIS);
    for (var name :
        List.of(
            "setDone",
            "trySetThrown",
            "trySetException",
            "trySetCancelled",
            "complete",
            "quietlyComplete",
            "completeExceptionally",
            "cancel")) {
      entry(task, name, "release", THIS);
    }
    for (var name :
        List.of(
            "awaitDone",
            "doJoin",
            "join",
            "invoke",
            "get",
            "getNow",
            "resultNow",
            "quietlyJoin",
            "quietlyInvoke",
            "isDone",
            "isCompletedNormally",
            "isCompletedAbnormally",
            "isCancelled",
            "getRawResult",
            "tryUnfork",
            "exceptionNow",
            "state")) {
      returning(task, "acquire", name);
    }
    entry(task, "reportException", "acquire", THIS);
    entry(task, "getException", "acquire", THIS);
    entry(task, "getThrowableException", "acquire", THIS);
    add(task, is("invokeAll"), Where.RETURN, null, "acquireAll", 0);
    add(
        task,
        m ->
            m.equals(
                "invokeAll(Ljava/util/concurrent/ForkJoinTask;Ljava/util/concurrent/ForkJoinTask;)V"),
        Where.RETURN,
        null,
        "acquireAll",
        1);
    var pool = p + "ForkJoinPool";
    entry(pool, "poolSubmit", "release", 2);
    entry(pool, "externalSubmit", "release", 1);
    entry(pool, "scheduleDelayedTask", "release", 1);
    returning(
        pool,
        "acquire",
        "awaitTermination",
        "awaitQuiescence",
        "isTerminated",
        "close",
        "isQuiescent");
    var counted = p + "CountedCompleter";
    for (var name :
        List.of(
            "tryComplete",
            "propagateCompletion",
            "complete",
            "firstComplete",
            "nextComplete",
            "quietlyCompleteRoot",
            "decrementPendingCountUnlessZero")) {
      entry(counted, name, "completes", THIS);
    }
    returning(counted, "acquire", "firstComplete", "nextComplete");
    add(counted, m -> true, Where.BEFORE_CALL, is("onCompletion"), "acquire", RECEIVER);
  }

  private void futures() {
    var future = "java/util/concurrent/CompletableFuture";
    for (var name :
        List.of(
            "internalComplete",
            "completeNull",
            "completeValue",
            "completeThrowable",
            "completeRelay",
            "complete",
            "completeExceptionally",
            "cancel",
            "obtrudeValue",
            "obtrudeException")) {
      entry(future, name, "release", THIS);
    }
    entry(future, "tryPushStack", "release", 1);
    for (var name : List.of("reportGet", "reportJoin")) {
      add(future, m -> true, Where.BEFORE_CALL, is(name), "futureIsUsed", THIS);
    }
    returning(
        future,
        "acquire",
        "isDone",
        "isCompletedExceptionally",
        "isCancelled",
        "getNow",
        "resultNow",
        "exceptionNow",
        "state");
    Predicate<String> meet =
        m -> m.startsWith("uni") || m.startsWith("bi") || m.startsWith("or") || m.equals("anyOf");
    add(future, meet, Where.BEFORE_EACH, null, "futureIsUsed", THIS);
    // Of what a function gave: it may be complete already.
    returning(future, "acquire", "toCompletableFuture");
    add(future, is("allOf"), Where.RETURN, null, "acquireAll", 0);
    add(future, is("anyOf"), Where.RETURN, null, "acquireAll", 0);
    add(STAGES, is("tryFire"), Where.BEFORE_EACH, null, "futureIsUsed", THIS);
  }

  private void others() {
    for (var pipe : List.of("java/io/PipedInputStream", "java/io/PipedReader")) {
      entry(pipe, "receive", "release", THIS);
      entry(pipe, "receivedLast", "release", THIS);
      returning(pipe, "acquire", "read", "available", "ready");
    }
    for (var name : List.of("write", "writeBytes", "append")) {
      entry("java/io/ByteArrayOutputStream", name, "release", THIS);
      entry("java/io/StringWriter", name, "release", THIS);
    }
    var publisher = "java/util/concurrent/SubmissionPublisher";
    for (var name : List.of("subscribe", "close", "closeExceptionally")) {
      entry(publisher, name, "release", THIS);
    }
    returning(publisher, "acquire", "hasSubscribers", "getNumberOfSubscribers", "isClosed");
    entry("java/util/Timer", "sched", "release", 1);
    add("java/util/TimerThread", is("mainLoop"), Where.BEFORE_CALL, is("run"), "acquire", RECEIVER);
    add("java/util/TimerThread", is("mainLoop"), Where.AFTER_CALL, is("run"), "release", THIS);
    add("java/util/TimerThread", is("mainLoop"), Where.BEFORE_CALL, is("run"), "acquire", THIS);
    // By the cleaner's thread; a resource that is closed in time is cleaned by its user.
    add(
        "jdk/internal/ref/CleanerImpl",
        is("run"),
        Where.BEFORE_CALL,
        is("clean"),
        "knowAll",
        NOTHING);
  }

  static Predicate<String> is(String name) {
    return m -> m.equals(name) || m.startsWith(name + "(");
  }

  private void entry(String owner, String method, String hook, int argument) {
    add(owner, is(method), Where.ENTRY, null, hook, argument);
  }

  private void returning(String owner, String hook, String... methods) {
    for (var method : methods) {
      add(owner, is(method), Where.RETURN, null, hook, THIS);
    }
  }

  void add(
      String owner,
      Predicate<String> method,
      Where where,
      Predicate<String> call,
      String hook,
      int argument) {
    hooks
        .computeIfAbsent(owner, o -> new ArrayList<>())
        .add(new Hook(method, where, call, hook, argument));
  }

  private List<Hook> of(String name) {
    // No lambda here: what this loads would be asked for again by the loading.
    var found = hooks.get(name);
    int nested = found != null ? -1 : name.indexOf('$');
    if (nested >= 0) {
      found = hooks.get(name.substring(0, nested + 1));
    }
    return found == null ? List.of() : found;
  }

  boolean concerns(String name) {
    return !of(name).isEmpty();
  }

  byte[] rewrite(String name, byte[] file) {
    var mine = of(name);
    if (mine.isEmpty()) {
      return file;
    }
    return CallRewriter.FILES.transformClass(
        CallRewriter.FILES.parse(file),
        (builder, element) -> {
          if (element instanceof MethodModel method && method.code().isPresent()) {
            var here = mine.stream().filter(h -> h.method.test(nameOf(method))).toList();
            if (!here.isEmpty()) {
              builder.transformMethod(
                  method, MethodTransform.transformingCode(new JdkMethod(method, here)));
              return;
            }
          }
          builder.with(element);
        });
  }

  private static String nameOf(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
  }
}
