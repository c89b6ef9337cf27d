// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Child;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On a JDK that does not let us in, or has something in another place, programs run on the JDK's
 * own scheduler, and one line says why.
 *
 * <p>Such a JDK is this one with a name changed to another of the same length, in each class of
 * {@code java.lang} in which it stands: to the JDK itself it makes no difference.
 */
@Tag("once") // whatever the scheduler
class OtherJdkTest {
  private static final String LINE =
      "heddle: goroutines run on the JDK's scheduler, more slowly, without hog relief, and"
          + " deadlocks are not found: ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "newVirtualThread",
        "runContinuation",
        "implAddExports",
        "UNPARKED",
        "NO_INHERIT_THREAD_LOCALS"
      })
  void somethingHasMoved(String name, @TempDir Path patch) throws Exception {
    rename(name, patch);
    var ended = Child.run("exchanges", Child.ACCESS, "--patch-module=java.base=" + patch);
    assertThat(ended.out()).isEqualTo("sum 499500\n");
    assertThat(ended.err().lines().filter(line -> !line.contains("CDS")))
        .singleElement()
        .asString()
        .startsWith(LINE + "this JDK (" + Runtime.version() + ") is not one that is known: ");
    assertThat(ended.status()).isZero();
  }

  @Test
  void theDoorIsShut() throws Exception {
    assertThat(Child.run("exchanges"))
        .isEqualTo(
            new Child.Ended(
                0,
                "sum 499500\n",
                LINE
                    + "the JVM was started without --add-opens java.base/java.lang=ALL-UNNAMED\n"));
  }

  /** What only dumps and searches look at: they find less, and the program runs as ever. */
  @ParameterizedTest
  @ValueSource(strings = {"parkPermit", "submitRunContinuation", "implAddOpens"})
  void whatOnlyReportsLookAt(String name, @TempDir Path patch) throws Exception {
    rename(name, patch);
    var ended = Child.run("exchanges", Child.ACCESS, "--patch-module=java.base=" + patch);
    assertThat(ended.out()).isEqualTo("sum 499500\n");
    assertThat(ended.status()).isZero();
    var failed = Child.run("fails", Child.ACCESS, "--patch-module=java.base=" + patch);
    assertThat(failed.err()).contains("IllegalStateException", "the cause");
    assertThat(failed.status()).isEqualTo(2);
  }

  private static void rename(String name, Path patch) throws IOException {
    var java =
        FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base/java/lang");
    byte[] from = utf8(name);
    byte[] to = utf8(name.substring(0, name.length() - 1) + "_");
    var folder = Files.createDirectories(patch.resolve("java/lang"));
    try (var classes = Files.list(java)) {
      for (var file : classes.filter(f -> f.toString().endsWith(".class")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (replace(bytes, from, to)) {
          Files.write(folder.resolve(file.getFileName().toString()), bytes);
        }
      }
    }
  }

  /** As it stands among a class's constants: two bytes of its length, and it. */
  private static byte[] utf8(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[bytes.length + 3];
    all[0] = 1;
    all[1] = (byte) (bytes.length >> 8);
    all[2] = (byte) bytes.length;
    System.arraycopy(bytes, 0, all, 3, bytes.length);
    return all;
  }

  private static boolean replace(byte[] in, byte[] from, byte[] to) {
    boolean found = false;
    for (int i = 0; i + from.length <= in.length; i++) {
      int n = 0;
      while (n < from.length && in[i + n] == from[n]) {
        n++;
      }
      if (n == from.length) {
        System.arraycopy(to, 0, in, i, to.length);
        found = true;
      }
    }
    return found;
  }
}
