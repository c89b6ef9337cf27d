// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.internal.program.CommandProgram;

/**
 * A program that can be run in one process as often as wanted, each time as if for the first time:
 * its classes are loaded anew, so their static fields are what they were at the beginning.
 */
public final class FreshProgram {
  private final Program program;
  private final String[] args;
  private volatile ProgramLoader loader;

  private FreshProgram(Program program, String[] args, ProgramLoader loader) {
    this.program = program;
    this.args = args;
    this.loader = loader;
  }

  /** Compiles if need be; a program that could not be started is refused. */
  public static FreshProgram of(RunRequest request) throws UserError {
    Program program = request.prepare();
    var loader = new ProgramLoader(program);
    ProgramRun.mainMethod(program.mainClass(), loader);
    System.setProperty("java.class.path", ClassPath.text(Bundled.after(program.classPath())));
    return new FreshProgram(program, request.args().toArray(String[]::new), loader);
  }

  /** The next run has classes of its own. Called where no program of this process runs. */
  public void loadAnew() {
    loader = new ProgramLoader(program);
    CommandProgram.loadedBy(loader);
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  /** Runs main; what the program throws comes out as it is. */
  public void run() throws Exception {
    var mine = loader;
    Thread.currentThread().setContextClassLoader(mine);
    try {
      ProgramRun.mainMethod(program.mainClass(), mine).run(args.clone());
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw FreshProgram.<RuntimeException>sneaky(e);
    }
  }

  @SuppressWarnings("unchecked") // so that a failure leaves as it is, whatever it is
  private static <X extends Throwable> X sneaky(Throwable t) throws X {
    throw (X) t;
  }
}
