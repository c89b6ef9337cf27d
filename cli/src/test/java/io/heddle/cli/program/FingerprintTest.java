// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fingerprint tells apart. */
class FingerprintTest {
  private static final FileTime OLD = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir Path folder;

  /** As {@code cp -p}, {@code tar} and builds do that can be repeated. */
  @Test
  void aLibraryThatIsReplacedByOneAsLargeAndAsOld() throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("unix"));
    var jar = folder.resolve("lib.jar");
    var before = of(jar, "one");
    Thread.sleep(20); // the system's clock goes in steps
    assertThat(of(jar, "two")).isNotEqualTo(before);
  }

  @Test
  void oneThatIsAsItWas() throws Exception {
    var jar = folder.resolve("lib.jar");
    var before = of(jar, "one");
    assertThat(new Fingerprint().addClasses(jar).end()).isEqualTo(before);
  }

  private static String of(Path jar, String content) throws Exception {
    Files.writeString(jar, content);
    Files.setLastModifiedTime(jar, OLD);
    return new Fingerprint().addClasses(jar).end();
  }
}
