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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where something is missing that Heddle would like to have, it does without. */
@Tag("once")
class DegradingTest {
  private static final String SUM = "sum 499500\n";
  private static final String NOTICE =
      "heddle: goroutines run on the JDK's scheduler, more slowly, without hog relief, and"
          + " deadlocks are not found: ";

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

    assertThat(ended.err()).containsOnlyOnce("heddle: goes on without one of its carriers: ");
    assertThat(ended.out()).isEqualTo(SUM + "10 done\n");
    assertThat(ended.status()).isZero();
  }

  /** A user may have so many threads that there are some carriers, and not all that is wanted. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void underALimitOfThreads() throws Exception {
    // the limit is of all the user's threads: another run of this test has another user
    var user = "--reuid=" + (20_000 + ProcessHandle.current().pid() % 40_000);
    var asUser = List.of("setpriv", user, "--clear-groups");
    assumeTrue(System.getProperty("user.name").equals("root"));
    var alone = Child.runBy(asUser, "countsThreads", "-Xlog:disable");
    assumeTrue(alone.status() == 0, alone.err()); // it may not read this folder
    int threads = Integer.parseInt(alone.out());
    for (int more = 3; more < 6; more++) {
      var limited =
          List.of("setpriv", user, "--clear-groups", "prlimit", "--nproc=" + (threads + more));
      var ended = Child.runBy(limited, "exchanges", ACCESS, "-Dheddle.maxprocs=4", "-Xlog:disable");

      assertThat(ended.out()).as("%d more: %s", more, ended.err()).isEqualTo(SUM);
      assertThat(ended.status()).isZero();
    }
  }

  @Test
  void whereNoMoreCarriersAreAddedThatIsSaid() throws Exception {
    var ended =
        Child.run(
            "meetsInAnInitializer", ACCESS, "-Dheddle.maxprocs=2", "-Dheddle.extracarriers=8");

    assertThat(ended.err())
        .containsOnlyOnce("heddle: no more carriers are added")
        .contains("-Dheddle.extracarriers");
    assertThat(ended.out()).isEqualTo(SUM);
    assertThat(ended.status()).isZero();
  }

  /** Without the memory to wait, and to say so, a program ends all the same. */
  @ParameterizedTest
  @CsvSource("Maps, 2")
  void aStormEndsWithAnOutOfMemoryError(String shape, String procs) throws Exception {
    endsWithAnOutOfMemoryError(shape, procs);
  }

  /** Others, which take a full collection for each step of their end. */
  @ParameterizedTest
  @CsvSource({"Blocks, 1", "Tree, 1", "Sleeps, 2", "Locks, 2", "Deadlines, 1"})
  @DisabledIfSystemProperty(named = "heddle.test.scale", matches = "1?")
  void soDoOtherStorms(String shape, String procs) throws Exception {
    endsWithAnOutOfMemoryError(shape, procs);
  }

  private static void endsWithAnOutOfMemoryError(String shape, String procs) throws Exception {
    var ended =
        Child.run(
            "storm" + shape,
            ACCESS,
            "-XX:+UseSerialGC",
            "-Xmx8m",
            "-Dheddle.extracarriers=4",
            "-Dheddle.maxprocs=" + procs);

    assertThat(ended.err()).contains("OutOfMemoryError");
    assertThat(ended.status())
        .as(ended.err())
        .isIn(2, 1); // 1: the JVM's, where main could not report
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
