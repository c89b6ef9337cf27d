// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.internal.hook.Copies;
import io.heddle.internal.program.CommandProgram;
import io.heddle.internal.trace.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** From what the user asked for to the running program. */
public final class ProgramRun {
  private ProgramRun() {}

  /**
   * Runs the program to its end and ends the process with its status. Returns only when there is
   * nothing to run: the reason has been printed then, and this is the status for it.
   */
  public static int run(RunRequest request) {
    try {
      start(request);
      return 0;
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    }
  }

  private static void start(RunRequest request) throws UserError {
    Program program = request.prepare();
    var loader = new ProgramLoader(program);
    MainMethod main = mainMethod(program.mainClass(), loader);
    Copies.look(program.classPath());
    String[] args = request.args().toArray(String[]::new);
    System.setProperty("java.class.path", ClassPath.text(Bundled.after(program.classPath())));
    Thread.currentThread().setContextClassLoader(loader);
    CommandProgram.loadedBy(loader);
    CommandProgram.inheritsBy(program.classPath().isEmpty() ? null : loader);
    Http.serve(System.getProperty("heddle.http"));
    String trace = System.getProperty("heddle.trace");
    if (trace != null) {
      trace(Path.of(trace));
    }
    Later.begin();
    CommandProgram.run(() -> {
      Thread.currentThread().setContextClassLoader(loader);
      main.run(args);
    });
  }

  private static void trace(Path file) throws UserError {
    try {
      Traces.start(file);
    } catch (IOException e) {
      Path folder = file.toAbsolutePath().getParent();
      throw UserError.of(
          "can't write the trace "
              + file
              + ": "
              + (folder != null && !Files.isDirectory(folder)
                  ? "there is no folder " + folder
                  : e.getMessage()));
    }
  }

  /** The method by which the program starts; its class is not initialised. */
  static MainMethod mainMethod(String className, ClassLoader loader) throws UserError {
    try {
      return MainMethod.of(Class.forName(className, false, loader));
    } catch (ClassNotFoundException e) {
      throw UserError.of(
          "no class "
              + className
              + " on the class path, and no such file or folder; check the name or --class-path");
    } catch (LinkageError e) {
      throw UserError.of("can't load class " + className + ", check --class-path: " + e);
    }
  }
}
