// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.build;

import io.heddle.cli.program.Launcher;
import io.heddle.cli.program.ProgramParts;
import io.heddle.cli.program.RunRequest;
import io.heddle.cli.program.UserError;
import io.heddle.cli.program.WriteFailure;
import io.heddle.internal.hook.Copies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * {@code heddle build}: a program becomes a jar or an image. What is written appears when it is
 * whole, in place of what an earlier build wrote there.
 */
public final class ProgramBuild {
  private ProgramBuild() {}

  /** Builds, and returns the status of the command; what went wrong has been printed. */
  public static int run(RunRequest request, Path out, boolean image) throws InterruptedException {
    try {
      build(request, out, image);
      return 0;
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    } catch (IOException e) {
      System.err.println("heddle: can't write " + out + ": " + WriteFailure.reason(e));
      return UserError.FAILED;
    }
  }

  private static void build(RunRequest request, Path out, boolean image)
      throws UserError, IOException, InterruptedException {
    check(out, image);
    ProgramParts program = ProgramParts.of(request);
    Copies.look(program.libraries());
    Path parent = Objects.requireNonNull(out.toAbsolutePath().getParent());
    Files.createDirectories(parent);
    Path scratch = Files.createTempDirectory(parent, ".heddle-build");
    try {
      Path jar = scratch.resolve("program.jar");
      ExecutableJar.write(program, out, jar);
      if (image) {
        Path made = scratch.resolve("image");
        RuntimeImage.make(jar, program.mainClass(), classes(program), made);
        delete(out);
        Files.move(made, out);
      } else {
        Files.move(jar, out, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      delete(scratch);
    }
  }

  private static void check(Path out, boolean image) throws UserError, IOException {
    if (!image && Files.isDirectory(out)) {
      throw UserError.of(out + " is a folder, name the jar to write with -o");
    }
    if (image && Files.exists(out) && !Files.isDirectory(out.resolve(RuntimeImage.MARK))) {
      throw UserError.of(out + " exists and is not an image, name a new folder with -o");
    }
  }

  private static List<String> classes(ProgramParts program) {
    var names = new ArrayList<>(program.classFiles().keySet());
    names.addAll(List.of(program.mainClass(), ExecutableJar.START));
    MainCall call = MainCall.of(program.mainClass(), program.classFiles());
    if (call != null) {
      names.addAll(List.of(call.name(), Launcher.class.getName() + "$Call"));
    }
    return names;
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (var all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
