// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the threads of this process sleep, as the operating system sees it. Linux only. */
class OsThreads {
  /*
   * A thread that has been woken still looks at rest to Java until it has got a processor, and on a
   * busy machine that can take long. The kernel knows better: it is runnable from the instant of the
   * wake-up. And the kernel counts how often each thread has given up its processor, so two looks tell
   * whether it has run in between:
   *
   *   first look ── Java's view, thread by thread ── second look: all asleep, no count has changed
   *
   * means that nobody but the looker has run between the looks, so Java's view is one instant's,
   * and that nobody is about to run. Not quite: one who is woken after its place in the second look was
   * woken by somebody, who was looked at before or after; the first of these has run, and was seen.
   *
   * The JVM's own threads run whenever they like: they collect, compile and tick. They wake nobody
   * who waits for another thread. But a thread that waits for a collection is one that runs, to Java.
   */
  private static final String[] OF_THE_JVM = {
    "VM ",
    "C1 ",
    "C2 ",
    "JVMCI",
    "GC ",
    "G1 ",
    "Z",
    "XDriver",
    "Shenandoah",
    "Monitor Deflati",
    "Service Thread",
    "Signal Dispatch",
    "Notification Th",
    "Reference Handl",
    "Finalizer",
    "Common-Cleaner",
    "JFR ",
    "heddle-watchdog"
  };

  /** Those that run because the looker does: it has threads stand still, and is compiled. */
  private static final String[] OF_THE_LOOK = {"VM ", "C1 ", "C2 ", "heddle-watchdog"};

  private static final String CARRIER = "heddle-carrier-";

  private final Path folder;
  private final Path self;

  OsThreads(Path proc) {
    folder = proc.resolve("self/task");
    self = proc.resolve("thread-self");
  }

  /** False if a carrier of this library runs, or is about to. */
  boolean doCarriersSleep() {
    try (var all = Files.newDirectoryStream(folder)) {
      for (var thread : all) {
        var status = Files.readString(thread.resolve("status"));
        if (valueOf(status, "Name:").startsWith(CARRIER)
            && !valueOf(status, "\nState:").startsWith("S")) {
          return false;
        }
      }
      return true;
    } catch (IOException | RuntimeException e) {
      return false; // one has ended just now
    }
  }

  /**
   * How often each thread has run.
   *
   * @param runs by the thread's number; how often it has given up its processor
   */
  record Snapshot(Map<String, Long> runs) {}

  /** True where the system tells. */
  boolean areKnown() {
    return Files.isReadable(folder) && Files.isSymbolicLink(self);
  }

  /**
   * All threads but the caller and the JVM's own; null if one of them runs.
   *
   * @param strictly the JVM's own, too
   */
  @Nullable Snapshot asleep(boolean strictly) {
    var exempt = strictly ? OF_THE_LOOK : OF_THE_JVM;
    var runs = new HashMap<String, Long>();
    try (var all = Files.newDirectoryStream(folder)) {
      var own = Files.readSymbolicLink(self).getFileName().toString();
      for (var thread : all) {
        var id = thread.getFileName().toString();
        if (!id.equals(own) && !add(id, Files.readString(thread.resolve("status")), exempt, runs)) {
          return null;
        }
      }
      return new Snapshot(runs);
    } catch (IOException | RuntimeException e) {
      return null; // one has ended just now
    }
  }

  private static boolean add(String id, String status, String[] exempt, Map<String, Long> runs) {
    var name = valueOf(status, "Name:");
    for (var prefix : exempt) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    runs.put(
        id,
        Long.parseLong(valueOf(status, "\nvoluntary_ctxt_switches:"))
            + Long.parseLong(valueOf(status, "\nnonvoluntary_ctxt_switches:")));
    return valueOf(status, "\nState:").startsWith("S");
  }

  private static String valueOf(String status, String key) {
    int from = status.indexOf(key);
    if (from < 0) {
      throw new IllegalArgumentException("no " + key.strip());
    }
    from += key.length();
    return status.substring(from, status.indexOf('\n', from)).strip();
  }
}
