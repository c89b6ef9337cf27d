// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.attach;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import io.heddle.cli.program.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A process that is to be asked, and why it may not be possible to. */
final class OtherProcess {
  /*
   * To attach means to send it SIGQUIT, which ends what is no JVM: so everything is looked at before.
   * On Linux /proc tells; elsewhere the JDK's own list of the JVMs of this user.
   */
  private static final Path PROC = Path.of("/proc");

  private final long pid;

  OtherProcess(long pid) {
    this.pid = pid;
  }

  /** Throws what is to be told, if it can not be asked. */
  void mustBeAskable() throws UserError {
    Optional<ProcessHandle> process = pid > 0 ? ProcessHandle.of(pid) : Optional.empty();
    if (process.isEmpty() || !process.get().isAlive()) {
      throw UserError.of("there is no process " + pid);
    }
    if (pid == ProcessHandle.current().pid()) {
      throw UserError.of("process " + pid + " is this command itself");
    }
    String own = System.getProperty("user.name");
    Optional<String> owner = process.get().info().user();
    if (owner.isPresent() && !owner.get().equals(own)) {
      // Not by root either: the process can read neither our agent nor our request.
      throw UserError.of(
          "process "
              + pid
              + " belongs to "
              + owner.get()
              + ", not to "
              + own
              + "; ask as its user");
    }
    if (!isJvm()) {
      throw UserError.of(
          isStartScript(process.get().info())
              ? "process " + pid + " is a heddle command that has not started its program yet"
              : "process " + pid + " is not a JVM");
    }
    if (state() == 'T' || state() == 't') {
      throw UserError.of("process " + pid + " is stopped; kill -CONT " + pid + " lets it go on");
    }
  }

  private boolean isJvm() throws UserError {
    Path maps = PROC.resolve(pid + "/maps");
    if (!Files.exists(maps)) {
      return VirtualMachine.list().stream()
          .map(VirtualMachineDescriptor::id)
          .anyMatch(Long.toString(pid)::equals);
    }
    try (var lines = Files.lines(maps, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.contains("/libjvm.so"));
    } catch (IOException | java.io.UncheckedIOException e) {
      throw UserError.of("process " + pid + " cannot be inspected: " + e.getMessage());
    }
  }

  /** The shell that builds what is not built, and becomes the JVM. */
  private static boolean isStartScript(ProcessHandle.Info info) {
    var script = info.arguments().filter(a -> a.length > 0).map(a -> Path.of(a[0]).getFileName());
    return info.command().filter(c -> c.endsWith("/bash")).isPresent()
        && script.filter(s -> s.toString().equals("heddle")).isPresent();
  }

  /* The letter that `ps` shows; a blank where that is not known. */
  private char state() {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException | IndexOutOfBoundsException e) {
      return ' ';
    }
  }
}
