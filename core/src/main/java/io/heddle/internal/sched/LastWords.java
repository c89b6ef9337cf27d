// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard error for the runtime itself: what it says is said with no memory left, too. */
public final class LastWords {
  /*
   * Without memory neither the text can be made nor the stream encode it, and a class of the JDK that is
   * initialized just then is lost for ever. So a shorter text lies ready, as bytes, and goes to the file
   * itself.
   */
  private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

  private static final byte[] NO_MEMORY =
      "heddle: java.lang.OutOfMemoryError, and no memory is left to say where\n"
          .getBytes(StandardCharsets.US_ASCII);

  private LastWords() {}

  /** Loads this class, and those that a print needs. */
  static void prepare() {
    new PrintStream(OutputStream.nullOutputStream(), true).println("");
  }

  /** One line: the text, and what it is about, in its words. */
  public static void tell(String text, Object about) {
    try {
      System.err.println(text + about);
    } catch (Throwable e) {
      tellNoMemory();
    }
  }

  /** The same about the one with that number. */
  static void tell(String text, int number, Object about) {
    try {
      System.err.println(text + number + ": " + about);
    } catch (Throwable e) {
      tellNoMemory();
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
