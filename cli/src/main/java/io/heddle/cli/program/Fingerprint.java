// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Names what a compilation depends on: two equal fingerprints, two equal results. */
final class Fingerprint {
  private final MessageDigest digest;

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /** Each part with its length, so that no two lists of parts read the same. */
  Fingerprint add(byte[] part) {
    number(part.length);
    digest.update(part);
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
   * A jar or a folder of classes, by name, size and time of its files: content would be surer, but
   * libraries are large and are read at each start.
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
    }
    return this;
  }

  private void number(long n) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      digest.update((byte) (n >>> shift));
    }
  }

  /** The fingerprint of all that was added, in hexadecimal. Ends the use of this object. */
  String end() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
