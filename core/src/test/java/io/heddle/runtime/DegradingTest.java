// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.testing.Child.ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.Child;
import io.heddle.testing.Child.Ended;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where something is missing that Heddle would like to have, it does without. */
@Tag("once")
class DegradingTest {
  private static final String SUM = "sum 499500\n";
  private static final String NOTICE =
      "heddle: goroutines run on the JDK's scheduler, more slowly and without hog relief: ";

  @Test
  void withoutTheFlagGoroutinesRunOnTheJdksScheduler() throws Exception {
    assertThat(Child.run("exchanges"))
        .isEqualTo(
            new Ended(
                0,
                SUM,
                NOTICE
                    + "the JVM was started without --add-opens java.base/java.lang=ALL-UNNAMED\n"));
  }

  /** A JDK in which one name is another is one that is not known. */
  @Test
  void soTheyDoOnAJdkThatHasChanged(@TempDir Path patch) throws Exception {
    renameField("java.lang.VirtualThread", "runContinuation", patch);

    var ended = Child.run("exchanges", ACCESS, "--patch-module=java.base=" + patch);

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).isEqualTo(SUM);
    assertThat(ended.err())
        .contains(NOTICE + "this JDK (" + Runtime.version() + ") is not one that is known: ")
        .contains("runContinuation");
  }

  private static void renameField(String type, String name, Path into) throws IOException {
    var file = type.replace('.', '/') + ".class";
    var jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
    var classes = ClassFile.of();
    var original = classes.parse(Files.readAllBytes(jdk.getPath("modules", "java.base", file)));
    var renamed =
        classes.transformClass(
            original,
            ClassTransform.transformingMethodBodies(rename(name))
                .andThen((builder, element) -> {
                  if (element instanceof FieldModel f && f.fieldName().equalsString(name)) {
                    builder.withField(
                        name + "2", f.fieldTypeSymbol(), b -> b.withFlags(f.flags().flagsMask()));
                  } else {
                    builder.with(element);
                  }
                }));
    var target = into.resolve(file);
    Files.createDirectories(target.getParent());
    Files.write(target, renamed);
  }

  private static CodeTransform rename(String name) {
    return (builder, element) -> {
      if (element instanceof FieldInstruction f && f.name().equalsString(name)) {
        builder.fieldAccess(f.opcode(), f.owner().asSymbol(), name + "2", f.typeSymbol());
      } else {
        builder.with(element);
      }
    };
  }

  /** One carrier, ten goroutines that compute: what can not be added is done without. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutMoreThreadsTheCarriersThatExistGoOn() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit");

    var ended =
        Child.run(
            Map.of("MALLOC_ARENA_MAX", "1"),
            "runsOutOfThreads",
            ACCESS,
            "-Dheddle.maxprocs=1",
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xlog:disable");

    assertThat(ended.err()).containsOnlyOnce("heddle: goes on without heddle-carrier-");
    assertThat(ended.out()).isEqualTo(SUM + "10 done\n");
    assertThat(ended.status()).isZero();
  }

  @Test
  void whenTheHeapIsExhaustedNobodyIsLost() throws Exception {
    for (var procs : new String[] {"1", "2"}) {
      var ended =
          Child.run(
              "runsOutOfHeap", ACCESS, "-XX:+UseSerialGC", "-Xmx16m", "-Dheddle.maxprocs=" + procs);

      assertThat(ended.out()).as(ended.err()).isEqualTo("all have ended\n");
      assertThat(ended.status()).isZero();
    }
  }
}
