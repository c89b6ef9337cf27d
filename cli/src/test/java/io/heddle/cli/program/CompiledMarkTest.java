// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What the script's choice of a cache goes by. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CompiledMarkTest {
  private static final Instant SINCE = Instant.ofEpochSecond(1_000_000_000);
  @TempDir Path folder;

  @AfterEach
  void forget() {
    System.clearProperty("heddle.compiled");
  }

  @Test
  void isAsOldAsTheLookAtTheSources() throws Exception {
    Path mark = folder.resolve("compiled/-tmp-x.java");
    System.setProperty("heddle.compiled", mark.toString());

    CompiledMark.leave(SINCE);
    assertThat(Files.getLastModifiedTime(mark)).isEqualTo(FileTime.from(SINCE));
    CompiledMark.leave(SINCE.plusSeconds(1));
    assertThat(Files.getLastModifiedTime(mark)).isEqualTo(FileTime.from(SINCE.plusSeconds(1)));
  }

  @Test
  void isNoFailureWhereItCannotBeLeft() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    System.setProperty("heddle.compiled", file.resolve("mark").toString());

    CompiledMark.leave(SINCE);

    assertThat(file).isEmptyFile();
  }

  @Test
  void isLeftOnlyWhereTheScriptWantsIt() {
    CompiledMark.leave(SINCE);
    assertThat(folder).isEmptyDirectory();
  }
}
