// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * A jar made of many: the first file of a name stays, lists of services and licences are joined,
 * what holds for one jar only (signatures, module descriptors) is left out. Equal input makes equal
 * bytes.
 */
final class JarMerge implements AutoCloseable {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "META-INF/(MANIFEST[.]MF|INDEX[.]LIST|[^/]*[.](SF|RSA|DSA|EC))"
              + "|(META-INF/versions/[^/]*/)?module-info[.]class",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern JOINED =
      Pattern.compile(
          "META-INF/(services/.*|(LICENSE|NOTICE)([.](txt|md))?)", Pattern.CASE_INSENSITIVE);

  private final JarOutputStream out;
  private final Set<String> names = new HashSet<>();
  private final Map<String, ByteArrayOutputStream> joined = new TreeMap<>();

  JarMerge(Path file, Manifest manifest) throws IOException {
    out = new JarOutputStream(Files.newOutputStream(file));
    put(JarFile.MANIFEST_NAME, bytes(manifest));
  }

  private static byte[] bytes(Manifest manifest) throws IOException {
    var bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    return bytes.toByteArray();
  }

  /** True if another file of that name would be left out. */
  boolean has(String name) {
    return names.contains(name) || LEFT_OUT.matcher(name).matches();
  }

  /** True if a file of that name is in it, alone or joined of several. */
  boolean holds(String name) {
    return names.contains(name) || joined.containsKey(name);
  }

  void add(String name, byte[] content) throws IOException {
    if (has(name)) {
      return;
    }
    if (JOINED.matcher(name).matches()) {
      join(joined.computeIfAbsent(name, n -> new ByteArrayOutputStream()), content);
    } else {
      put(name, content);
    }
  }

  /* Each on lines of its own; the same text once. */
  private static void join(ByteArrayOutputStream all, byte[] content) {
    if (Arrays.equals(all.toByteArray(), content)) {
      return;
    }
    if (all.size() > 0) {
      all.write('\n');
    }
    all.writeBytes(content);
  }

  private void put(String name, byte[] content) throws IOException {
    names.add(name);
    var entry = new JarEntry(name);
    entry.setTimeLocal(TIME);
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  @Override
  public void close() throws IOException {
    try (out) {
      for (var text : joined.entrySet()) {
        put(text.getKey(), text.getValue().toByteArray());
      }
    }
  }
}
