// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A file by which the {@code heddle} script sees, without a JVM, that the program needs no
 * compiler: it is as old as the moment at which its classes were found in the cache, or put there.
 * A hint: where it is wrong the start takes longer.
 */
final class CompiledMark {
  /** The file to leave, if the script wants one. */
  private static final String WANTED = "heddle.compiled";

  private CompiledMark() {}

  /**
   * {@code since} is when the sources were looked at: what was saved later is compiled next time.
   */
  static void leave(Instant since) {
    var wanted = System.getProperty(WANTED);
    if (wanted == null) {
      return;
    }
    try {
      var mark = Path.of(wanted);
      Files.createDirectories(mark.getParent());
      if (!Files.exists(mark)) {
        Files.createFile(mark);
      }
      Files.setLastModifiedTime(mark, FileTime.from(since));
    } catch (IOException | InvalidPathException e) {
      // then the next start looks as this one did
    }
  }
}
