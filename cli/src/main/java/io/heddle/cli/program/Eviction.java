// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the cache small: whatever was not used for thirty days goes, then the longest unused until
 * the rest fits, and what a killed run left unfinished. Runs after something was stored.
 */
final class Eviction {
  static final String UNFINISHED = ".tmp";

  private static final Duration UNUSED = Duration.ofDays(30);
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final long MOST_BYTES = 256L << 20;

  private final Path folder;
  private final Instant now;
  private final long mostBytes;

  Eviction(Path folder, Instant now, long mostBytes) {
    this.folder = folder;
    this.now = now;
    this.mostBytes = mostBytes;
  }

  static Eviction of(Path folder) {
    return new Eviction(folder, Instant.now(), MOST_BYTES);
  }

  private record Entry(Path file, Instant used, long bytes) {}

  void run() throws IOException {
    List<Entry> entries = entries();
    entries.sort(Comparator.comparing(Entry::used).reversed());
    long kept = 0;
    for (Entry entry : entries) {
      kept += entry.bytes();
      Duration most = entry.file().toString().endsWith(UNFINISHED) ? ABANDONED : UNUSED;
      if (kept > mostBytes || entry.used().isBefore(now.minus(most))) {
        kept -= entry.bytes();
        delete(entry.file());
      }
    }
  }

  private List<Entry> entries() throws IOException {
    var entries = new ArrayList<Entry>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        try {
          var attributes = Files.readAttributes(file, BasicFileAttributes.class);
          entries.add(
              new Entry(file, attributes.lastModifiedTime().toInstant(), attributes.size()));
        } catch (IOException e) {
          // another run took it away
        }
      }
    }
    return entries;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // in use, where the system refuses that: the next run tries again
    }
  }
}
