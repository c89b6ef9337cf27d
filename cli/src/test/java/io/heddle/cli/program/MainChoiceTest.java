// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which class is started, from what the class files say to what the user asked for. */
class MainChoiceTest {
  @TempDir Path folder;

  @Test
  void ofAFileTheFirstTypeThatCanStart() {
    assertThat(inFile("record P(int x) { } class Q { static void main() { } }"))
        .containsExactly("Q");
    assertThat(inFile("class A { void main() { } } class F { void main() { } }"))
        .containsExactly("A", "F");
    assertThat(inFile("class A { } class B { void main() { } } class F extends B { }"))
        .containsExactly("F", "B");
    assertThat(inFile("void main() { } class Z { void main() { } }")).containsExactly("F");
    assertThat(inFile("class A { class In { void main() { } } }")).isEmpty();
  }

  @Test
  void ofAFolderTheClassesThatDeclareMainBeforeThoseThatInheritIt() {
    assertThat(
            inFolder(
                "class A { static void main() { } } class B extends A { } abstract class C { void"
                    + " main() { } } class D { D(int n) { } void main() { } }"))
        .containsExactly("A");
    assertThat(inFolder("abstract class C { void main() { } } class E extends C { }"))
        .containsExactly("E");
  }

  @Test
  void theOnlyOneOrMain() throws Exception {
    assertThat(choose(null, "a.Only")).isEqualTo("a.Only");
    assertThat(choose(null, "a.Main", "b.Other")).isEqualTo("a.Main");
    assertThatThrownBy(() -> choose(null, "a.Main", "b.Main"))
        .hasMessageContaining("choose one with --main: a.Main, b.Main");
    assertThatThrownBy(() -> choose(null, "a.X", "b.DoMain"))
        .hasMessageContaining("choose one with --main: a.X, b.DoMain");
    assertThatThrownBy(() -> choose(null))
        .hasMessageContaining("no class in dir has a main method");
  }

  @Test
  void theOneAskedFor() throws Exception {
    assertThat(choose("b.Other", "a.Main", "b.Other")).isEqualTo("b.Other");
    assertThat(choose("Other", "a.Main", "b.Other")).isEqualTo("b.Other");
    assertThatThrownBy(() -> choose("X", "a.X", "b.X"))
        .isInstanceOf(UserError.class)
        .hasMessage("heddle: no class X in dir, there is: a.X, b.X");
  }

  private static String choose(String wanted, String... mains) throws UserError {
    var classes = new ProgramClasses.InMemory(Map.of(), List.of(mains));
    return new MainChoice(Path.of("dir"), classes).ofFolder(wanted);
  }

  private List<String> inFile(String text) {
    try {
      Path file = folder.resolve("F.java");
      java.nio.file.Files.writeString(file, text);
      CompiledSources compiled = new Compilation(List.of()).file(file);
      return new MainClasses(compiled.classes()).among(compiled.entryTypes());
    } catch (java.io.IOException | UserError e) {
      throw new AssertionError(e);
    }
  }

  private List<String> inFolder(String text) {
    return new MainClasses(Snippet.compile(folder, "F.java", text)).ofFolder();
  }
}
