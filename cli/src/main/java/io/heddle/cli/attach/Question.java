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
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks another process that uses Heddle, by the JDK's attach mechanism. */
public final class Question {
  /*
   * The other process writes its answer into a file in a folder that only this user may enter: it may
   * be large, and a process that stands still can not block us at a file. A process that does not
   * react within the limit is told about, and asked no further; what it may still write then goes to
   * a file that is gone.
   */
  private static final long LIMIT_SECONDS = 8;
  private static final int LEAST_JAVA = 25;

  private Question() {}

  /**
   * Writes the answer to {@code out}.
   *
   * @throws UserError one line that says why there is none
   */
  public static void ask(long pid, String request, OutputStream out) throws UserError {
    new OtherProcess(pid).mustBeAskable();
    Path answer = null;
    try {
      answer = Files.createTempFile("heddle", ".answer");
      Path jar = AgentJar.in(folder());
      within(pid, ask(pid, jar, request + "\n" + answer));
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

  private static FutureTask<Void> ask(long pid, Path jar, String arguments) {
    return new FutureTask<>(() -> {
      System.setProperty("sun.tools.attach.attachTimeout", Long.toString(LIMIT_SECONDS * 1000));
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

  private static void within(long pid, FutureTask<Void> question) throws UserError {
    Thread.ofPlatform().daemon().name("heddle-question").start(question);
    try {
      question.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | InterruptedException e) {
      throw silent(pid);
    } catch (ExecutionException e) {
      throw reason(pid, Objects.requireNonNull(e.getCause()));
    }
  }

  private static UserError silent(long pid) {
    return UserError.of(
        "process "
            + pid
            + " does not answer; it is out of memory, or in a loop in which the JVM can not stop"
            + " it");
  }

  private static UserError reason(long pid, Throwable e) {
    return switch (e) {
      case UserError told -> told;
      case AttachNotSupportedException none when isLate(none) -> silent(pid);
      case AttachNotSupportedException none ->
          UserError.of("process " + pid + " can not be attached to: " + none.getMessage());
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

  private static boolean isLate(AttachNotSupportedException e) {
    return String.valueOf(e.getMessage()).contains("doesn't respond");
  }

  private static @org.jspecify.annotations.Nullable String why(Path answer) throws IOException {
    Path file = whyFile(answer);
    return Files.exists(file) ? Files.readString(file).lines().findFirst().orElse("") : null;
  }

  private static Path whyFile(Path answer) {
    return answer.resolveSibling(answer.getFileName() + ".why");
  }

  private static void delete(@org.jspecify.annotations.Nullable Path answer) {
    if (answer != null) {
      try {
        Files.deleteIfExists(answer);
        Files.deleteIfExists(whyFile(answer));
      } catch (IOException e) {
        // a temporary file more
      }
    }
  }
}
