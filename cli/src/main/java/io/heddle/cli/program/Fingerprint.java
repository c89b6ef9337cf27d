// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/** Names what a compilation depends on: two equal fingerprints, two equal results. */
final class Fingerprint {
  /*
   * Two checksums of different kinds and the length: enough to tell versions of one user's sources
   * apart, and nobody gains by making two equal. A cryptographic digest would take a sixth of a
   * start, most of it for finding its provider, and a CRC32C 1.5 ms for its tables.
   */
  private final CRC32 crc = new CRC32();
  private final Adler32 adler = new Adler32();
  private long length;

  /** Each part with its length, so that no two lists of parts read the same. */
  Fingerprint add(byte[] part) {
    number(part.length);
    crc.update(part);
    adler.update(part);
    length += part.length;
    return this;
  }

  Fingerprint add(String part) {
    return add(part.getBytes(StandardCharsets.UTF_8));
  }

  Fingerprint add(Collection<String> parts) {
    number(parts.size());
    parts.forEach(this::add);
    return this;
  }

  /**
   * A jar or a folder of classes, by name, size and times of its files: content would be surer, but
   * libraries are large and are read at each start. One that is replaced may be as large and as old
   * as the former; when it came there, only the system says.
   */
  Fingerprint addClasses(Path element) throws IOException {
    if (!Files.isDirectory(element)) {
      return addFile(element);
    }
    List<Path> classes;
    try (Stream<Path> files = Files.walk(element)) {
      classes = files.filter(f -> f.toString().endsWith(".class")).sorted().toList();
    }
    number(classes.size());
    for (Path file : classes) {
      addFile(file);
    }
    return this;
  }

  private Fingerprint addFile(Path file) throws IOException {
    add(file.toAbsolutePath().toString());
    if (Files.exists(file)) {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      number(attributes.size());
      number(attributes.lastModifiedTime().toMillis());
      number(changed(file));
    }
    return this;
  }

  /** When its content or its place was last changed, which nobody can set; 0 if it is not kept. */
  private static long changed(Path file) throws IOException {
    try {
      return ((FileTime) Files.getAttribute(file, "unix:ctime")).to(TimeUnit.NANOSECONDS);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return 0;
    }
  }

  private void number(long n) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      int b = (int) (n >>> shift) & 0xff;
      crc.update(b);
      adler.update(b);
    }
  }

  /** The fingerprint of all that was added, as a part of a file name. */
  String end() {
    return Long.toHexString(crc.getValue() << Integer.SIZE | adler.getValue()) + "-" + length;
  }
}
