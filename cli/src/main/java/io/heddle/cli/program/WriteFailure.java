// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file could not be written, in words and not by the name of an exception. */
public final class WriteFailure {
  private WriteFailure() {}

  /** The reason, without the file that was to be written. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException other -> other.getFile() + " is not a folder";
      case NoSuchFileException none -> "nothing can be made in " + folderOf(none.getFile());
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  private static String folderOf(String file) {
    Path folder = Path.of(file).toAbsolutePath().getParent();
    return folder == null ? file : folder.toString();
  }
}
