// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the runtime itself has to say on standard error: said with no memory left, too. */
public enum LastWords {
  NO_CARRIER("heddle: goes on without one of its carriers: "),
  NO_EXTRA_CARRIERS(
      "heddle: no more carriers are added, and what is ready waits: so many goroutines keep theirs"
          + " (in native code, a class initializer, a computation) as -Dheddle.extracarriers"
          + " allows, "),
  NO_WATCHDOG("heddle: goes on without its watchdog for now: "),
  NO_DEADLOCK_WATCH("heddle: goes on without its watch for deadlocks: "),
  WATCHDOG_GOES_ON("heddle: the watchdog goes on after "),
  WAITS_AGAIN("heddle: a goroutine's timed wait is tried again: "),
  STANDS_STILL("heddle: no goroutine has run for 10 s although some are ready: "),
  GOES_ON("heddle: ");

  /*
   * Without memory neither the text can be made nor the stream encode it, and a class of the JDK that is
   * initialized just then is lost for ever. So a shorter text lies ready, as bytes, and goes to the file
   * itself. Even a literal is made at its first use: so those above are, before anybody needs them.
   * The stream may be anybody's (System.setErr), or a pipe that nobody reads: who prints may wait for ever.
   * So a thread of its own prints, and the runtime waits for it no longer than PATIENCE_MILLIS, which is
   * for those who end the process next.
   */
  private static final long PATIENCE_MILLIS = 100;

  private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

  private static final byte[] NO_MEMORY =
      "heddle: java.lang.OutOfMemoryError, and no memory is left to say where\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final String text;

  LastWords(String text) {
    this.text = text;
  }

  /** Loads this class, and those that a print needs. */
  static void prepare() {
    new Speaker("", null);
    new PrintStream(OutputStream.nullOutputStream(), true).println("");
  }

  /** One line: this, and what it is about, in its words. */
  public void about(Object subject) {
    try {
      new Speaker(text + subject, null).speak();
    } catch (Throwable e) {
      tellNoMemory();
    }
  }

  /**
   * Who has done what after that failure, and where it came from. The words are put together in
   * here, where that may find no memory: a carrier that could not say so would end.
   */
  public void aboutFailure(String who, String does, Throwable failure) {
    try {
      new Speaker(text + who + does + failure, failure).speak();
    } catch (Throwable e) {
      tellNoMemory();
    }
  }

  private record Speaker(String line, @Nullable Throwable failure) implements Runnable {
    void speak() {
      var thread = RuntimeThreads.unstarted("heddle-says", this);
      try {
        thread.start();
      } catch (OutOfMemoryError e) {
        run(); // there is a limit of threads
        return;
      }
      boolean wasInterrupted = Thread.interrupted();
      try {
        thread.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void run() {
      try {
        var err = System.err;
        err.println(line);
        if (failure != null) {
          failure.printStackTrace(err);
        }
      } catch (OutOfMemoryError e) {
        tellNoMemory();
      } catch (Throwable e) {
        // somebody's stream, and there is no other place
      }
    }
  }

  /** That memory ran out, and nothing else. */
  public static void tellNoMemory() {
    try {
      ERR.write(NO_MEMORY);
    } catch (IOException | RuntimeException | Error e) {
      // there is no other place
    }
  }
}
