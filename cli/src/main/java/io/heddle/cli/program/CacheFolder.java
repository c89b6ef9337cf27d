// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the user's system keeps what can be made again. */
public final class CacheFolder {
  private CacheFolder() {}

  /** Heddle's cache folder for this user, null when the user has no home. */
  public static @Nullable Path ofUser() {
    return of(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home"));
  }

  static @Nullable Path of(Map<String, String> environment, String os, @Nullable String home) {
    Path xdg = absolute(environment.get("XDG_CACHE_HOME"));
    if (xdg != null) {
      return xdg.resolve("heddle");
    }
    Path local = isCalled("windows", os) ? absolute(environment.get("LOCALAPPDATA")) : null;
    if (local != null) {
      return local.resolve("heddle").resolve("cache");
    }
    Path own = absolute(environment.get("HOME"));
    Path user = own == null ? absolute(home) : own;
    if (user == null) {
      return null;
    }
    String usual = isCalled("mac", os) ? "Library/Caches" : ".cache";
    return user.resolve(usual).resolve("heddle");
  }

  private static boolean isCalled(String name, String os) {
    return os.regionMatches(true, 0, name, 0, name.length());
  }

  private static @Nullable Path absolute(@Nullable String folder) {
    if (folder == null || folder.isBlank()) {
      return null;
    }
    Path path = Path.of(folder);
    return path.isAbsolute() ? path : null;
  }
}
