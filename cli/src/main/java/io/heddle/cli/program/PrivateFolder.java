// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Folders that only their user may write to: what lies in them is run. */
public final class PrivateFolder {
  /*
   * Who may write into a folder, or into one above it, may put another program there. So the folder
   * and the one around it, which are ours to make, must be the user's and writable by nobody else; those
   * above may also be root's, and if everybody may write there, as in /tmp, only sticky: who does not
   * own a file can not replace it then.
   */
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;

  private PrivateFolder() {}

  public static void create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (isPosix()) {
      var onlyOwner = PosixFilePermissions.fromString("rwx------");
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(onlyOwner));
    } else {
      Files.createDirectories(folder);
    }
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  }

  /**
   * Why it is not to be trusted, null if it is, or does not exist.
   *
   * @param ours how many folders, from this one upwards, are ours to make
   */
  static @Nullable String objection(Path folder, int ours) {
    if (!isPosix() || !Files.exists(folder)) {
      return null;
    }
    try {
      int user = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return objection(folder.toRealPath(), ours, user);
    } catch (IOException | UnsupportedOperationException e) {
      return null; // a system that does not tell
    }
  }

  private static @Nullable String objection(Path folder, int ours, int user) throws IOException {
    int depth = 0;
    for (Path p = folder; p != null; p = p.getParent(), depth++) {
      boolean isOurs = depth < ours;
      int owner = (int) Files.getAttribute(p, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      int mode = (int) Files.getAttribute(p, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      if (owner != user && (isOurs || owner != 0)) {
        return p + " belongs to another user";
      }
      boolean othersWrite = (mode & OTHERS_WRITE) != 0 && (isOurs || (mode & STICKY) == 0);
      if (othersWrite || isOurs && (mode & GROUP_WRITES) != 0) {
        return "others may write to " + p;
      }
    }
    return null;
  }
}
