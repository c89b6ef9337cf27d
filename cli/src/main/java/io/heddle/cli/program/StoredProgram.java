// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A compiled program as one file of the cache: a zip of its class files and the list of its main
 * classes. One file, so that it appears and disappears as a whole; it stays readable to who has
 * opened it even when it is replaced or evicted meanwhile.
 *
 * <p>Its last bytes, the comment of the zip, are a checksum of all before: a zip alone would be
 * opened whatever has become of the classes inside.
 */
final class StoredProgram implements ProgramClasses {
  private static final String MAINS = "META-INF/mains";
  private static final String CLASS = ".class";
  private static final int CHECKSUM = 8;

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
    try (var in =
        new FileInputStream(file.toFile())) { // not Files: channels take the start a millisecond
      if (!isWhole(in.readAllBytes())) {
        throw new IOException("damaged: " + file);
      }
    }
    var zip = new ZipFile(file.toFile());
    byte[] mains = read(zip, MAINS);
    if (mains == null) {
      zip.close();
      throw new IOException("not a compiled program: " + file);
    }
    var names = new String(mains, StandardCharsets.UTF_8);
    return new StoredProgram(file, zip, names.isEmpty() ? List.of() : List.of(names.split("\n")));
  }

  static void write(Path file, Map<String, byte[]> classFiles, List<String> mains)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.setLevel(1);
      zip.setComment("0".repeat(CHECKSUM));
      write(zip, MAINS, String.join("\n", mains).getBytes(StandardCharsets.UTF_8));
      for (var c : classFiles.entrySet()) {
        write(zip, entryOf(c.getKey()), c.getValue());
      }
    }
    byte[] all = bytes.toByteArray();
    byte[] checksum = checksum(all);
    System.arraycopy(checksum, 0, all, all.length - CHECKSUM, CHECKSUM);
    Files.write(file, all);
  }

  private static boolean isWhole(byte[] all) {
    return all.length > CHECKSUM
        && Arrays.equals(all, all.length - CHECKSUM, all.length, checksum(all), 0, CHECKSUM);
  }

  private static byte[] checksum(byte[] all) {
    var crc = new CRC32();
    crc.update(all, 0, all.length - CHECKSUM);
    return HexFormat.of().toHexDigits(crc.getValue(), CHECKSUM).getBytes(StandardCharsets.US_ASCII);
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
