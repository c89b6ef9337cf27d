// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A compiled program as one file of the cache: a zip of its class files and the list of its main
 * classes. One file, so that it appears and disappears as a whole; it stays readable to who has
 * opened it even when it is replaced or evicted meanwhile.
 */
final class StoredProgram implements ProgramClasses {
  private static final String MAINS = "META-INF/mains";
  private static final String CLASS = ".class";

  private final Path file;
  private final ZipFile zip;
  private final List<String> mains;

  private StoredProgram(Path file, ZipFile zip, List<String> mains) {
    this.file = file;
    this.zip = zip;
    this.mains = mains;
  }

  /** Opens an entry, for as long as the process lives. */
  static StoredProgram open(Path file) throws IOException {
    var zip = new ZipFile(file.toFile());
    byte[] mains = read(zip, MAINS);
    if (mains == null) {
      zip.close();
      throw new IOException("not a compiled program: " + file);
    }
    return new StoredProgram(file, zip, new String(mains, StandardCharsets.UTF_8).lines().toList());
  }

  static void write(Path file, Map<String, byte[]> classFiles, List<String> mains)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        var zip = new ZipOutputStream(out)) {
      zip.setLevel(1);
      write(zip, MAINS, String.join("\n", mains).getBytes(StandardCharsets.UTF_8));
      for (var c : classFiles.entrySet()) {
        write(zip, entryOf(c.getKey()), c.getValue());
      }
    }
  }

  private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  private static String entryOf(String className) {
    return className.replace('.', '/') + CLASS;
  }

  private static byte @Nullable [] read(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    return entry == null ? null : content(zip, entry);
  }

  private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  @Override
  public byte @Nullable [] classFile(String name) {
    try {
      return read(zip, entryOf(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, byte[]> classFiles() {
    var all = new TreeMap<String, byte[]>();
    try {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().endsWith(CLASS)) {
          String name = entry.getName().replace('/', '.');
          all.put(name.substring(0, name.length() - CLASS.length()), content(zip, entry));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  @Override
  public @Nullable URL resource(String path) {
    if (!path.endsWith(CLASS) || zip.getEntry(path) == null) {
      return null;
    }
    try {
      return URI.create("jar:" + file.toUri() + "!/" + path).toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e); // jar: is known to every JDK
    }
  }

  @Override
  public List<String> mains() {
    return mains;
  }
}
