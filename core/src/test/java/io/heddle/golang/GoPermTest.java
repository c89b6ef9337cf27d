// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the compiler refuses of one-way channels. After {@code test/chan/perm.go}. */
@Tag("once") // whatever the scheduler
class GoPermTest {
  private static final List<String> RIGHT =
      List.of(
          "out.send(1);",
          "out.trySend(1);",
          "out.close();",
          "in.receive();",
          "in.tryReceive();",
          "for (int v : in) {}",
          "SendChannel<Integer> s = c;",
          "ReceiveChannel<? extends Number> r = in;",
          "select(receive(in, v -> v), send(out, 1, () -> 2));",
          "select(send(numbers, 1, () -> 2));");

  private static final List<String> WRONG =
      List.of(
          "in.send(1);",
          "in.trySend(1);",
          "in.close();",
          "out.receive();",
          "out.tryReceive();",
          "out.isClosed();",
          "for (int v : out) {}",
          "Channel<Integer> a = out;",
          "Channel<Integer> b = in;",
          "SendChannel<Integer> d = in;",
          "ReceiveChannel<Integer> e = out;",
          "select(receive(out, v -> v));",
          "select(send(in, 1, () -> 2));",
          "out.send(\"text\");",
          "c.sendOnly().receive();",
          "c.receiveOnly().send(1);",
          "var x = (ReceiveChannel<Integer>) (Object) 1; x.close();");

  @Test
  void acceptsWhatAViewIsForAndNothingElse(@TempDir Path classes) throws IOException {
    var lines = new ArrayList<String>();
    lines.add(
        "import io.heddle.*; import static io.heddle.Select.*; class Perm { void m(Channel<Integer>"
            + " c, SendChannel<Integer> out, ReceiveChannel<Integer> in, SendChannel<Number>"
            + " numbers) throws Exception {");
    RIGHT.forEach(line -> lines.add("{ " + line + " }"));
    WRONG.forEach(line -> lines.add("{ " + line + " }"));
    lines.add("} }");

    assertThat(linesWithErrors(String.join("\n", lines), classes))
        .containsExactlyElementsOf(WRONG.stream().map(line -> "{ " + line + " }").toList());
  }

  private static List<String> linesWithErrors(String source, Path classes) throws IOException {
    var errors = new DiagnosticCollector<JavaFileObject>();
    var file =
        new SimpleJavaFileObject(URI.create("string:///Perm.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    var options =
        List.of(
            "-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(new StringWriter(), null, errors, options, null, List.of(file))
            .call();
    assertThat(compiled).isFalse();
    var all = source.lines().toList();
    var numbers = new TreeSet<Long>();
    for (var error : errors.getDiagnostics()) {
      if (error.getKind() == Diagnostic.Kind.ERROR) {
        numbers.add(error.getLineNumber());
      }
    }
    return numbers.stream().map(n -> all.get(n.intValue() - 1)).toList();
  }
}
