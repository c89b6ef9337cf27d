// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What a loader must be asked for before it opens the libraries that come with the command. */
class BundledTest {
  private static List<String> resources() throws Exception {
    var all = new ArrayList<String>();
    try (var jars = Files.newDirectoryStream(Path.of("target", "bundled"), "*.jar")) {
      for (var file : jars) {
        try (var jar = new JarFile(file.toFile())) {
          jar.stream().filter(e -> !e.isDirectory()).forEach(e -> all.add(e.getName()));
        }
      }
    }
    return all;
  }

  @Test
  void allThatIsInThemIsFound() throws Exception {
    assertThat(resources())
        .hasSizeGreaterThan(1000)
        .filteredOn(name -> name.endsWith(".class") || name.startsWith("META-INF/services/"))
        .filteredOn(name -> !name.endsWith("module-info.class"))
        .filteredOn(name -> !name.startsWith("META-INF/versions/"))
        // The JVM looks for providers with its own loader; who wants this one names its class.
        .filteredOn(name -> !name.equals("META-INF/services/java.security.Provider"))
        .allMatch(Bundled::mayHave);
  }

  @Test
  void whatOthersHaveIsNot() {
    assertThat(
            List.of(
                "Hello.class",
                "io/heddle/Go.class",
                "META-INF/services/io.heddle.runtime.Inherited",
                "io/heddle/testkit/Bubble.class",
                "log.properties"))
        .noneMatch(Bundled::mayHave);
  }
}
