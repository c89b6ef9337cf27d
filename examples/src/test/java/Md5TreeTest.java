// SPDX-License-Identifier: Apache-2.0
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sums are those of a plain loop; the first error ends all work and is the one reported. */
@Timeout(60)
class Md5TreeTest {
  @TempDir Path folder;

  @Test
  void sumsATreeAsAPlainLoopDoes() throws Exception {
    var expected = new TreeMap<Path, String>();
    for (int i = 0; i < 200; i++) {
      var file = folder.resolve("d" + i % 7 + "/f" + i);
      var content = "content ".repeat(i * i).getBytes(StandardCharsets.UTF_8);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      var md5 = MessageDigest.getInstance("MD5").digest(content);
      expected.put(file, HexFormat.of().formatHex(md5));
    }

    assertThat(Md5Tree.sums(folder)).isEqualTo(expected);
  }

  @Test
  void anEmptyFolderHasNoSums() throws Exception {
    assertThat(Md5Tree.sums(folder)).isEmpty();
  }

  @Test
  void aFolderThatIsMissingIsNamed() {
    assertThatThrownBy(() -> Md5Tree.sums(folder.resolve("missing")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void stopsAtTheFirstFileThatCannotBeRead() throws Exception {
    try (var archive = FileSystems.newFileSystem(archiveWithADamagedEntry())) {
      assertThatThrownBy(() -> Md5Tree.sums(archive.getPath("/")))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("can't read /damaged");
    }
  }

  /** A zip archive, read as a tree of files: the JDK refuses the first byte of one file's data. */
  private Path archiveWithADamagedEntry() throws IOException {
    var zip = folder.resolve("archive.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < 500; i++) {
        out.putNextEntry(new ZipEntry("f" + i));
        out.write(i);
      }
      var marked = "MARK".getBytes(StandardCharsets.ISO_8859_1);
      var entry = new ZipEntry("damaged");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(marked.length);
      var crc = new CRC32();
      crc.update(marked);
      entry.setCrc(crc.getValue());
      out.putNextEntry(entry);
      out.write(marked);
    }
    var bytes = new String(Files.readAllBytes(zip), StandardCharsets.ISO_8859_1);
    // The directory now says that the data is deflated; as such it makes no sense.
    int directory = bytes.lastIndexOf("PK\1\2");
    var damaged = new StringBuilder(bytes);
    damaged.setCharAt(directory + 10, (char) ZipEntry.DEFLATED);
    Files.write(zip, damaged.toString().getBytes(StandardCharsets.ISO_8859_1));
    return zip;
  }
}
