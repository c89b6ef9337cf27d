// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/**
 * Reads from the syntax tree of the file that the user named what the rest of the compilation needs
 * to know: where its package begins and which types may have the main method.
 */
final class EntryFile implements TaskListener {
  private final Path file;
  private final CompilerFiles files;
  private List<String> types = List.of();
  private boolean seen;

  EntryFile(Path file, CompilerFiles files) {
    this.file = file;
    this.files = files;
  }

  @Override
  public void finished(TaskEvent event) {
    if (event.getKind() != TaskEvent.Kind.PARSE || seen) {
      return; // it is parsed before all others
    }
    seen = true;
    CompilationUnitTree unit = event.getCompilationUnit();
    String packageName = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    types = typesOf(unit, packageName);
    try {
      files.root(rootOf(file, packageName));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first type, the one named like the file, the others: who may have main, in that order. */
  List<String> types() {
    return types;
  }

  private List<String> typesOf(CompilationUnitTree unit, String packageName) {
    var names = new ArrayList<String>();
    for (Tree type : unit.getTypeDecls()) {
      if (type instanceof ClassTree c) {
        String simple = c.getSimpleName().toString();
        names.add(packageName.isEmpty() ? simple : packageName + "." + simple);
      }
    }
    var ordered = new LinkedHashSet<String>();
    if (!names.isEmpty()) {
      ordered.add(names.getFirst());
      String base = file.getFileName().toString().replaceFirst("[.]java$", "");
      names.stream().filter(n -> n.equals(base) || n.endsWith("." + base)).forEach(ordered::add);
      ordered.addAll(names);
    }
    return List.copyOf(ordered);
  }

  /**
   * Where packages begin: for a file of {@code a.b} two folders up, if those are called so. A file
   * whose folders are called otherwise stands alone with what is in its own folder.
   */
  static Path rootOf(Path file, String packageName) {
    Path folder = file.getParent() == null ? Path.of("") : file.getParent();
    if (packageName.isEmpty()) {
      return folder;
    }
    Path absolute = folder.toAbsolutePath().normalize();
    Path packagePath = Path.of(packageName.replace('.', '/'));
    if (!absolute.endsWith(packagePath)) {
      return folder;
    }
    Path shown = folder;
    Path root = absolute;
    for (int i = 0; i < packagePath.getNameCount(); i++) {
      root = Objects.requireNonNull(root.getParent());
      shown = shown == null ? null : shown.getParent();
    }
    // The path as the user wrote it where it reaches up to the root, for the compiler's messages.
    return shown != null && shown.toAbsolutePath().normalize().equals(root) ? shown : root;
  }
}
