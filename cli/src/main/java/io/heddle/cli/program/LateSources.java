// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a single-file program and, beyond what javac saw it refer to, those that it asks
 * for by name while it runs ({@code Class.forName}, services): they are compiled then, as the JDK's
 * launcher does, and not kept.
 */
final class LateSources implements ProgramClasses {
  private final ProgramClasses compiled;
  private final Path root;
  private final Compilation compilation;
  private final Map<String, byte[]> late = new ConcurrentHashMap<>();

  LateSources(ProgramClasses compiled, Path root, Compilation compilation) {
    this.compiled = compiled;
    this.root = root;
    this.compilation = compilation;
  }

  @Override
  public byte @Nullable [] classFile(String name) {
    byte[] found = compiled.classFile(name);
    if (found == null) {
      found = late.get(name);
    }
    Path source = found == null ? sourceOf(name) : null;
    return source == null ? found : compile(name, source);
  }

  /* Of a nested class the source of one of those around it. */
  private @Nullable Path sourceOf(String name) {
    String path = name.replace('.', '/');
    while (true) {
      Path source = root.resolve(path + ".java");
      if (Files.isRegularFile(source)) {
        return source;
      }
      int dollar = path.lastIndexOf('$');
      if (dollar <= path.lastIndexOf('/') + 1) {
        return null;
      }
      path = path.substring(0, dollar);
    }
  }

  private synchronized byte @Nullable [] compile(String name, Path source) {
    if (!late.containsKey(name)) {
      try {
        compilation
            .file(source)
            .classes()
            .forEach((n, bytes) -> late.putIfAbsent(n, SiteRewriter.rewrite(bytes)));
      } catch (UserError e) {
        throw new NoClassDefFoundError(name + " does not compile:\n" + e.text());
      }
    }
    return late.get(name);
  }

  @Override
  public Map<String, byte[]> classFiles() {
    return compiled.classFiles();
  }

  @Override
  public @Nullable URL resource(String path) {
    return compiled.resource(path);
  }

  @Override
  public List<String> mains() {
    return compiled.mains();
  }
}
