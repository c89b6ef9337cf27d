// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.cli.init.NewProject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code heddle init}. That its project builds with Maven is tried by {@code dist/install-test}.
 */
class InitTest {
  @TempDir Path temporary;
  private Path folder;
  private HeddleProcess heddle;

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("work"));
    heddle = new HeddleProcess(folder);
  }

  @Test
  void makesAProjectWhoseProgramRuns() throws Exception {
    var outcome = heddle.run("init", "my-shop");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("made my-shop; next: cd my-shop && mvn verify\n");
    assertThat(files("my-shop"))
        .containsExactly(
            ".gitignore",
            "README.md",
            "pom.xml",
            "src/main/java/myshop/MyShop.java",
            "src/test/java/myshop/MyShopTest.java");
    var run = heddle.run("run", "my-shop");
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).hasSize(9).contains("order 1: coffee", "order 8: tea");
  }

  @Test
  void makesOneForGradle() throws Exception {
    assertThat(heddle.run("init", "--gradle", "sub/shop").status()).isZero();
    assertThat(files("sub/shop"))
        .contains("build.gradle.kts", "settings.gradle.kts", "README.md")
        .doesNotContain("pom.xml");
    assertThat(heddle.run("init", "class", "--gradle").status()).isZero();
    assertThat(files("class")).contains("src/main/java/class_/Class.java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"channel", "go", "java", "order", "string", "Shop", "a-1_b", "enum"})
  void compilesWhateverItsName(String name) throws Exception {
    NewProject.in(folder.resolve(name).toString(), false).create();

    var sources =
        files(name).stream()
            .filter(f -> f.endsWith(".java"))
            .map(f -> folder.resolve(name).resolve(f).toString());
    var arguments =
        Stream.concat(Stream.of("-d", folder.resolve("classes").toString(), "-proc:none"), sources);
    var complaints = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, complaints, complaints, arguments.toArray(String[]::new));

    assertThat(complaints.toString(UTF_8)).isEmpty();
    assertThat(status).isZero();
    assertThat(folder.resolve("classes/java")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"my-shop", "my-shop --gradle"})
  void leavesNothingToFillIn(String line) throws Exception {
    heddle.run(("init " + line).split(" "));

    for (var file : files("my-shop")) {
      assertThat(Files.readString(folder.resolve("my-shop").resolve(file)))
          .as(file)
          .doesNotContainPattern("%[A-Z]+%|@[a-z.]+@");
    }
  }

  @Test
  void whatExistsIsLeftAlone() throws Exception {
    Files.createDirectory(folder.resolve("shop"));

    var outcome = heddle.run("init", "shop");

    assertThat(outcome.err()).isEqualTo("heddle: shop exists already, choose another name\n");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(files("shop")).isEmpty();
  }

  @Test
  void whereNothingCanBeWritten() throws Exception {
    var outcome = heddle.run("init", "/proc/shop");

    assertThat(outcome.err())
        .isEqualTo("heddle: can't write /proc/shop: nothing can be made in /proc\n");
    assertThat(outcome.status()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "1st", "-", "", "/", "é", "a.b", "größe"})
  void whatIsNoName(String name) throws Exception {
    var outcome = heddle.run("init", name);

    assertThat(outcome.err()).startsWith("heddle: ").hasLineCount(1);
    assertThat(outcome.status()).isEqualTo(2);
  }

  private List<String> files(String name) throws IOException {
    var root = folder.resolve(name);
    try (var all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(f -> root.relativize(f).toString())
          .sorted()
          .toList();
    }
  }
}
