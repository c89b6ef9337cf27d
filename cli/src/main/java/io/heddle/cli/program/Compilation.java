// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * One run of javac, in this process and into memory. Errors come out in the compiler's own words;
 * of a program that compiles nothing is said, as its author did not ask for a build.
 */
final class Compilation {
  /*
   * A single file is compiled as the JDK's own launcher compiles it: its public class may have any
   * name, and what it refers to is looked for as source below the root of its package. The root is
   * known once the file has been parsed, which javac does before it looks for anything.
   */
  private static final List<String> OPTIONS =
      List.of("-g", "-proc:none", "-nowarn", "-Xlint:none", "-Xprefer:source", "-implicit:class");

  private final List<Path> classPath;
  private final List<String> options;

  Compilation(List<Path> classPath) {
    this(classPath, Preview.isEnabled());
  }

  Compilation(List<Path> classPath, boolean preview) {
    this.classPath = classPath;
    options = new ArrayList<>(OPTIONS);
    if (preview) {
      String release = String.valueOf(Runtime.version().feature());
      options.addAll(List.of("--enable-preview", "--release", release));
    }
  }

  /** What javac is told, as far as it changes the result. */
  List<String> options() {
    return options;
  }

  /** Compiles a file and whatever it refers to. */
  CompiledSources file(Path file) throws UserError {
    try (var files = new CompilerFiles(standardFiles())) {
      JavaFileObject unit = files.program(file);
      var entry = new EntryFile(file, files);
      compile(files, List.of(unit), entry);
      return new CompiledSources(files.sources(), files.content(), files.classes(), entry.types());
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  /** Compiles exactly these sources. */
  CompiledSources all(Sources sources) throws UserError {
    try (var files = new CompilerFiles(standardFiles())) {
      compile(files, files.units(sources.paths()));
      return new CompiledSources(sources, files.content(), files.classes(), List.of());
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  private static JavaCompiler compiler() throws UserError {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw UserError.of("this Java has no compiler, install a JDK and set HEDDLE_JAVA_HOME to it");
    }
    return compiler;
  }

  private StandardJavaFileManager standardFiles() throws UserError, IOException {
    var files = compiler().getStandardFileManager(null, null, StandardCharsets.UTF_8);
    files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
    return files;
  }

  private void compile(
      CompilerFiles files, Iterable<? extends JavaFileObject> units, TaskListener... watchers)
      throws UserError {
    var messages = new StringWriter();
    var task = (JavacTask) compiler().getTask(messages, files, null, options, null, units);
    task.addTaskListener(files);
    for (TaskListener watcher : watchers) {
      task.addTaskListener(watcher);
    }
    if (!task.call()) {
      throw UserError.compilation(messages.toString());
    }
  }

  private static UserError cannotRead(IOException e) {
    return UserError.of("can't read " + e.getMessage() + ", check its permissions");
  }
}
