// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.heddle.internal.program.Callbacks;
import io.heddle.internal.program.Dump;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;

/** Prints the goroutines after the JVM's own thread dump: {@code kill -QUIT}. */
@SuppressWarnings("restricted") // the command may: it starts the JVM with access to native code
final class QuitSignal {
  /*
   * The JVM keeps SIGQUIT for itself: sun.misc.Signal refuses it, and without the JVM's handler (-Xrs)
   * nobody could attach any more. But it tells an agent, after its own dump, by JVMTI's event
   * DataDumpRequest, on a thread that may run Java. This asks for that event, by the functions that
   * every JVM exports, through java.lang.foreign, and so needs no native code of ours:
   *   JNI_GetCreatedJavaVMs → JavaVM.GetEnv(JVMTI) → SetEventCallbacks, SetEventNotificationMode
   * Where: the tables of functions below are fixed for ever by the JNI and JVMTI specifications.
   * Cost:  to load java.lang.foreign takes 50 ms of processor time, so it is done by a daemon thread once
   *        the program has run for a while: see Later.
   */
  private static final int JVMTI_VERSION_1_2 = 0x30010200;
  private static final int GET_ENV = 6;
  private static final int SET_EVENT_NOTIFICATION_MODE = 2 - 1;
  private static final int SET_EVENT_CALLBACKS = 122 - 1;
  private static final int FIRST_EVENT = 50;
  private static final int DATA_DUMP_REQUEST = 71;
  private static final int CALLBACKS = 40;
  private static final long WORD = ADDRESS.byteSize();

  private static final Linker LINKER = Linker.nativeLinker();

  private QuitSignal() {}

  /** From now on the dump is printed to standard output, as the JVM's own. */
  static void install() throws Throwable {
    var arena = Arena.global();
    var jvmti = environment(arena);
    var ours =
        ADDRESS.withTargetLayout(
            MemoryLayout.sequenceLayout(Callbacks.HARMLESS_TARGET_BYTES, JAVA_BYTE));
    var callback =
        LINKER.upcallStub(
            MethodHandles.lookup()
                .findStatic(
                    QuitSignal.class,
                    "print",
                    MethodType.methodType(void.class, MemorySegment.class)),
            FunctionDescriptor.ofVoid(ours),
            arena);
    var callbacks = arena.allocate(CALLBACKS * WORD);
    callbacks.set(ADDRESS, (DATA_DUMP_REQUEST - FIRST_EVENT) * WORD, callback);
    int size = (int) callbacks.byteSize();
    check(
        (int)
            function(jvmti, SET_EVENT_CALLBACKS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT)
                .invokeExact(jvmti, callbacks, size));
    check(
        (int)
            function(
                    jvmti,
                    SET_EVENT_NOTIFICATION_MODE,
                    JAVA_INT,
                    ADDRESS,
                    JAVA_INT,
                    JAVA_INT,
                    ADDRESS)
                .invokeExact(jvmti, 1, DATA_DUMP_REQUEST, MemorySegment.NULL));
  }

  private static MemorySegment environment(Arena arena) throws Throwable {
    var library =
        Path.of(System.getProperty("java.home"), "lib", "server", System.mapLibraryName("jvm"));
    var find =
        LINKER.downcallHandle(
            SymbolLookup.libraryLookup(library, arena).findOrThrow("JNI_GetCreatedJavaVMs"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    var result = arena.allocate(ADDRESS);
    var count = arena.allocate(JAVA_INT);
    check((int) find.invokeExact(result, 1, count));
    var jvm = result.get(ADDRESS, 0);
    check(
        (int)
            function(jvm, GET_ENV, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT)
                .invokeExact(jvm, result, JVMTI_VERSION_1_2));
    return result.get(ADDRESS, 0);
  }

  /* An object of either interface begins with a pointer to its table of functions. */
  private static java.lang.invoke.MethodHandle function(
      MemorySegment object, int index, MemoryLayout result, MemoryLayout... arguments) {
    var table = object.reinterpret(WORD).get(ADDRESS, 0).reinterpret((index + 1) * WORD);
    return LINKER.downcallHandle(
        table.get(ADDRESS, index * WORD), FunctionDescriptor.of(result, arguments));
  }

  private static void check(int error) {
    if (error != 0) {
      throw new IllegalStateException("JVM error " + error);
    }
  }

  /* Called by the JVM, after its own dump; nothing may leave it. */
  @SuppressWarnings("unused") // by its name
  private static void print(MemorySegment jvmti) {
    try {
      System.out.print("\n" + Dump.text() + "\n");
      System.out.flush();
    } catch (Throwable e) {
      // no memory: the JVM's own dump has been printed
    }
  }
}
