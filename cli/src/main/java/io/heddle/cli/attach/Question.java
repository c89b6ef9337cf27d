// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.attach;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.heddle.cli.program.CacheFolder;
import io.heddle.cli.program.PrivateFolder;
import io.heddle.cli.program.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks another process that uses Heddle, by the JDK's attach mechanism. */
public final class Question {
  /*
   * The other process writes its answer into a file in a folder that only this user may enter: it may
   * be large, and a process that stands still can not block us at a file. A process that has not
   * answered within the limit is told about, and asked no further: one that has not even begun is
   * stuck, or waits for a processor; one that has is slow.
   */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  /** In which a command ends, its own start included. */
  private static final Duration WHOLE = Duration.ofMillis(9_500);

  private static final Duration LEAST = Duration.ofSeconds(5);
  private static final AtomicBoolean HAS_ASKED = new AtomicBoolean();
  private static final int LEAST_JAVA = 25;

  private Question() {}

  /**
   * Writes the answer to {@code out}.
   *
   * @throws UserError one line that says why there is none
   */
  public static void ask(long pid, String request, OutputStream out) throws UserError {
    ask(pid, request, HAS_ASKED.getAndSet(true) ? LIMIT : limitOfFirst(), out);
  }

  /** With which a command that asks once ends within ten seconds, though its own start was slow. */
  private static Duration limitOfFirst() {
    var start = ProcessHandle.current().info().startInstant();
    var left = start.map(s -> WHOLE.minus(Duration.between(s, Instant.now()))).orElse(LIMIT);
    return left.compareTo(LEAST) < 0 ? LEAST : left.compareTo(LIMIT) > 0 ? LIMIT : left;
  }

  /** As {@link #ask(long, String, OutputStream)}, but waits so long. */
  public static void ask(long pid, String request, Duration limit, OutputStream out)
      throws UserError {
    new OtherProcess(pid).mustBeAskable();
    Path answer = null;
    try {
      answer = Files.createTempFile("heddle", ".answer");
      Path jar = AgentJar.in(folder());
      within(limit, pid, answer, question(pid, jar, request + "\n" + answer, limit));
      String why = why(answer);
      if (why != null) {
        throw UserError.of("process " + pid + " " + why);
      }
      give(answer, out);
    } catch (IOException e) {
      throw UserError.of("process " + pid + " could not be asked: " + e.getMessage());
    } finally {
      delete(answer);
    }
  }

  /* That nobody reads it to its end is no failure: `heddle dump PID | head`. */
  private static void give(Path answer, OutputStream out) throws IOException {
    try (var in = Files.newInputStream(answer)) {
      var part = new byte[1 << 16];
      for (int n = in.read(part); n > 0; n = in.read(part)) {
        try {
          out.write(part, 0, n);
        } catch (IOException e) {
          return;
        }
      }
    }
  }

  private static Path folder() throws IOException {
    Path folder = CacheFolder.ofUser();
    try {
      if (folder != null) {
        PrivateFolder.create(folder);
        if (Files.isWritable(folder)) {
          return folder;
        }
      }
    } catch (IOException e) {
      // a home that can not be written to
    }
    return Files.createTempDirectory("heddle");
  }

  private static FutureTask<Void> question(long pid, Path jar, String arguments, Duration limit) {
    return new FutureTask<>(() -> {
      System.setProperty("sun.tools.attach.attachTimeout", Long.toString(limit.toMillis()));
      VirtualMachine jvm = VirtualMachine.attach(Long.toString(pid));
      try {
        String version = jvm.getSystemProperties().getProperty("java.specification.version", "0");
        if (version.startsWith("1.") || Integer.parseInt(version) < LEAST_JAVA) {
          throw UserError.of(
              "process " + pid + " runs on Java " + version + ", Heddle needs " + LEAST_JAVA);
        }
        jvm.loadAgent(jar.toString(), arguments);
      } finally {
        jvm.detach();
      }
      return null;
    });
  }

  private static void within(Duration limit, long pid, Path answer, FutureTask<Void> question)
      throws UserError {
    Thread.ofPlatform().daemon().name("heddle-question").start(question);
    try {
      question.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException e) {
      throw late(limit, pid, answer);
    } catch (ExecutionException e) {
      var cause = Objects.requireNonNull(e.getCause());
      throw isLate(cause) ? late(limit, pid, answer) : reason(pid, cause);
    }
  }

  private static UserError late(Duration limit, long pid, Path answer) {
    long millis = limit.toMillis();
    var time = millis < 1000 ? millis + " ms" : Math.round(millis / 100.0) / 10.0 + " s";
    return UserError.of(
        Files.exists(begunFile(answer))
            ? "process "
                + pid
                + " has begun to answer, but needs more than "
                + time
                + ": it has too little memory or processor time"
            : "process "
                + pid
                + " has not answered within "
                + time
                + ": it is out of memory, in a loop in which the JVM can not stop it, or the"
                + " machine is too busy");
  }

  private static UserError reason(long pid, Throwable e) {
    return switch (e) {
      case UserError told -> told;
      case AttachNotSupportedException none ->
          UserError.of("process " + pid + " cannot be attached to: " + none.getMessage());
      case AgentLoadException none ->
          UserError.of("process " + pid + " takes no agent: " + none.getMessage());
      case AgentInitializationException none ->
          UserError.of("process " + pid + " could not answer, it may be out of memory");
      default ->
          UserError.of(
              String.valueOf(e).contains("OutOfMemoryError")
                  ? "process " + pid + " is out of memory, and could not answer"
                  : "process " + pid + " could not be asked: " + e);
    };
  }

  private static boolean isLate(Throwable e) {
    return e instanceof AttachNotSupportedException
        && String.valueOf(e.getMessage()).contains("doesn't respond");
  }

  private static @org.jspecify.annotations.Nullable String why(Path answer) throws IOException {
    Path file = whyFile(answer);
    return Files.exists(file) ? Files.readString(file).lines().findFirst().orElse("") : null;
  }

  private static Path whyFile(Path answer) {
    return answer.resolveSibling(answer.getFileName() + ".why");
  }

  private static Path begunFile(Path answer) {
    return answer.resolveSibling(answer.getFileName() + ".begun");
  }

  private static void delete(@org.jspecify.annotations.Nullable Path answer) {
    if (answer != null) {
      try {
        Files.deleteIfExists(answer);
        Files.deleteIfExists(whyFile(answer));
        Files.deleteIfExists(begunFile(answer));
      } catch (IOException e) {
        // a temporary file more
      }
    }
  }
}
