// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.Task;
import io.heddle.testkit.Bubble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Programs given as source: taken from the cache if nothing has changed, else compiled. */
final class SourcePrograms {
  /* To be raised when what is stored changes its form or the rewriting its meaning. */
  private static final String FORMAT = "3";

  private final RunRequest request;
  private final ProgramCache cache;
  private final List<Path> classPath;
  private final Compilation compilation;
  private final String surroundings;

  SourcePrograms(RunRequest request) throws UserError {
    this.request = request;
    cache = ProgramCache.ofUser();
    classPath = Bundled.after(request.libraries());
    classPath.add(ClassPath.homeOf(Task.class));
    classPath.add(ClassPath.homeOf(Bubble.class));
    compilation = new Compilation(classPath);
    surroundings = surroundings(classPath, compilation.options());
  }

  /* What a compilation depends on besides the sources: javac, the libraries, our rewriting. */
  private static String surroundings(List<Path> classPath, List<String> options) throws UserError {
    var print =
        new Fingerprint()
            .add(FORMAT)
            .add(System.getProperty("java.runtime.version", ""))
            .add(options);
    Path at = ClassPath.homeOf(SourcePrograms.class);
    try {
      print.addClasses(at);
      for (Path element : classPath) {
        at = element;
        print.addClasses(at);
      }
    } catch (IOException e) {
      throw UserError.of("can't read " + at + " of the class path, check its permissions");
    }
    return print.end();
  }

  /** One file and what it refers to. */
  Program file(Path file) throws UserError {
    var found = classesOf(file);
    String main = new MainChoice(file, found.classes).ofFile(request.mainClass());
    return program(main, found, file);
  }

  /** The same without a main: for tests. */
  Program testFile(Path file) throws UserError {
    return program("", classesOf(file), file);
  }

  private Program program(String main, Found found, Path file) {
    Path root = found.sources.root();
    var classes = new LateSources(found.classes, root, compilation);
    return new Program(main, classes, request.libraries(), file, root);
  }

  private record Found(Sources sources, ProgramClasses classes) {}

  private Found classesOf(Path file) throws UserError {
    var since = Instant.now();
    Sources sources = cache.sourcesOf(file, surroundings);
    ProgramClasses classes = sources == null ? null : cached(sources, file);
    if (sources == null || classes == null) {
      CompiledSources compiled = compilation.file(file);
      sources = compiled.sources();
      List<String> mains = new MainClasses(compiled.classes()).among(compiled.entryTypes());
      classes = keep(compiled, mains.isEmpty() ? compiled.entryTypes() : mains, file);
      cache.remember(file, surroundings, sources);
    }
    CompiledMark.leave(since);
    return new Found(sources, classes);
  }

  /** All sources of a folder. */
  Program folder(Path folder, Path resources) throws UserError {
    var classes = classesUnder(folder);
    String main = new MainChoice(folder, classes).ofFolder(request.mainClass());
    return new Program(main, classes, request.libraries(), folder, resources);
  }

  /** The same without a main, of a project with what it tests. */
  Program testFolder(Path folder) throws UserError {
    boolean isProject = Files.isDirectory(folder.resolve("src/test/java"));
    Path sources = isProject ? folder.resolve("src") : folder;
    Path resources = isProject ? folder.resolve("src/test/resources") : folder;
    return new Program("", classesUnder(sources), request.libraries(), folder, resources);
  }

  private ProgramClasses classesUnder(Path folder) throws UserError {
    var since = Instant.now();
    Sources sources = Sources.under(folder);
    ProgramClasses classes = cached(sources, folder);
    if (classes == null) {
      CompiledSources compiled = compilation.all(sources);
      classes = keep(compiled, new MainClasses(compiled.classes()).ofFolder(), folder);
    }
    CompiledMark.leave(since);
    return classes;
  }

  private @Nullable ProgramClasses cached(Sources sources, Path target) {
    try {
      return cache.find(fingerprint(sources, Sources.Content.NOW, target));
    } catch (IOException e) {
      return null; // a source that was read last time is not there any more
    }
  }

  /* The target's name: the same sources have another first class when started from another one. */
  private String fingerprint(Sources sources, Sources.Content content, Path target)
      throws IOException {
    String entry = sources.files().size() == 1 ? "" : String.valueOf(target.getFileName());
    return sources.fingerprint(surroundings + entry, content);
  }

  /* By what the compiler read, for the sources may be others by now, and not newer ones. */
  private ProgramClasses keep(CompiledSources compiled, List<String> mains, Path target)
      throws UserError {
    var classFiles = new TreeMap<String, byte[]>();
    compiled.classes().forEach((name, c) -> classFiles.put(name, SiteRewriter.rewrite(c)));
    try {
      if (surroundings(classPath, compilation.options()).equals(surroundings)) {
        var print = fingerprint(compiled.sources(), compiled.content(), target);
        return cache.store(print, classFiles, mains);
      }
    } catch (IOException e) {
      // not all that was parsed has been read by us
    }
    return new ProgramClasses.InMemory(Map.copyOf(classFiles), mains);
  }
}
