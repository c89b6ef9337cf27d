// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's launch protocol, form by form. Each main puts what was called into a property. */
class MainMethodTest {
  private static final String CALLED = "heddle.test.called";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public class M { public static void main(String[] a) { IT } }",
        "class M { static void main(String... a) { IT } }",
        "class M { protected static void main() { IT } }",
        "class M { void main(String[] a) { IT } }",
        "class M { public void main() { IT } }",
        "void main() { IT }",
        "static void main(String[] a) { IT }",
        "class M extends Base { } class Base { static void main(String[] a) { IT } }",
        "class M extends Base { } abstract class Base { void main() { IT } }",
        "class M implements HasMain { } interface HasMain { default void main() { IT } }",
        "interface M { static void main(String[] a) { IT } }",
        "enum M { A; public static void main(String[] a) { IT } }",
        "record M() { void main() { IT } }",
        // the one with parameters wins, whatever else the two are
        "class M { void main(String[] a) { IT } static void main() { NOT } }",
        "class M { static void main(String[] a) { IT } public void main() { NOT } }",
        "class M extends Base { void main() { NOT } } class Base { void main(String[] a) { IT } }",
        // what is no main method does not stand in the way of one
        "class M { private static void main(String[] a) { NOT } void main() { IT } }",
        "class M { int main(String[] a) { return 0; } static void main() { IT } }",
        "class M { static void main(String a) { NOT } static void main() { IT } }",
      })
  void forms(String form) throws Throwable {
    System.clearProperty(CALLED);
    load(form).run(new String[] {"x"});
    assertThat(System.getProperty(CALLED)).isEqualTo("it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class M { }",
        "class M { private static void main(String[] a) { } }",
        "class M { static int main(String[] a) { return 0; } }",
        "class M { static void main(int n) { } }",
      })
  void noMain(String form) {
    assertThatThrownBy(() -> load(form))
        .isInstanceOf(UserError.class)
        .hasMessage("heddle: class M has no main method, write for example `void main() { … }`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abstract class M { void main() { } }",
        "class M { M(int n) { } void main() { } }",
        "class M { private M() { } void main() { } }",
      })
  void instanceThatCannotBeMade(String form) {
    assertThatThrownBy(() -> load(form))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("heddle: main of M is not static")
        .hasMessageEndingWith("make main static");
  }

  @Test
  void whatMainThrowsComesOutAsItIs() {
    assertThatThrownBy(() ->
            load("void main() throws Exception { throw new java.io.IOException(\"own\"); }")
                .run(new String[0]))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("own");
    assertThatThrownBy(() ->
            load("class M { M() { throw new Error(\"made\"); } void main() { } }")
                .run(new String[0]))
        .isExactlyInstanceOf(Error.class)
        .hasMessage("made");
  }

  private MainMethod load(String form) throws Exception {
    String call = "System.setProperty(\"" + CALLED + "\", \"%s\");";
    String text =
        form.replace("IT", call.formatted("it")).replace("NOT", call.formatted("another"));
    var classes = Snippet.compile(folder, "M.java", text);
    return MainMethod.of(Snippet.loader(classes, UnaryOperator.identity()).loadClass("M"));
  }
}
