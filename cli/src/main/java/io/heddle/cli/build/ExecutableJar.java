// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.build;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import io.heddle.Task;
import io.heddle.cli.program.ClassPath;
import io.heddle.cli.program.Launcher;
import io.heddle.cli.program.ProgramParts;
import io.heddle.cli.program.UserError;
import io.heddle.runtime.Inherited;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Attributes.Name;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** A program, its libraries and Heddle in one jar that {@code java -jar} runs without a flag. */
final class ExecutableJar {
  /*
   * Everything lies in the jar as on a class path, the first of two files with one name wins, as
   * there: the core, the program, its resources, its libraries in their order. The manifest says
   * what `heddle run` says by flags. A jar of jars was rejected: it needs a class loader of its own,
   * which other tools do not know.
   *
   * Main-Class is a class made here, with the name of the program's main class as a constant: to
   * read that from a file of the jar would cost the start as much as the core's own classes.
   */
  static final String START = "heddle.Start";

  private static final ClassDesc LAUNCHER = ClassDesc.of("io.heddle.cli.program.Launcher");
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, CD_String, CD_String.arrayType(), CD_boolean, CD_boolean);
  private static final MethodTypeDesc RUN_CALL =
      MethodTypeDesc.of(
          CD_void,
          ClassDesc.of("io.heddle.internal.program.Program$Body"),
          CD_String,
          CD_boolean,
          CD_boolean);
  private static final String TEST_KIT = "io/heddle/testkit/Bubble.class";
  private static final List<String> LAUNCHERS =
      List.of(
          "io/heddle/cli/program/Launcher.class",
          "io/heddle/cli/program/Launcher$Main.class",
          "io/heddle/cli/program/Launcher$Call.class",
          "io/heddle/cli/program/MainMethod.class",
          "io/heddle/cli/program/UserError.class",
          "io/heddle/cli/program/Rehearsal.class",
          "io/heddle/cli/program/Rehearsal$Play.class",
          "io/heddle/cli/sites/Site.class",
          "io/heddle/cli/sites/SitedTask.class");

  private final ProgramParts program;
  private final Path out;

  private ExecutableJar(ProgramParts program, Path out) {
    this.program = program;
    this.out = out;
  }

  /** Writes the jar; {@code out} names the file that the user asked for, {@code file} where to. */
  static void write(ProgramParts program, Path out, Path file) throws IOException, UserError {
    new ExecutableJar(program, out).write(file);
  }

  private void write(Path file) throws IOException, UserError {
    var libraries = new ArrayList<Path>();
    libraries.add(ClassPath.homeOf(Task.class));
    libraries.addAll(program.libraries());
    try (var jar = new JarMerge(file, manifest())) {
      for (String name : LAUNCHERS) {
        jar.add(name, ProgramParts.withSites(resource(name)));
      }
      addLibrary(jar, libraries.getFirst());
      for (var c : program.classFiles().entrySet()) {
        jar.add(c.getKey().replace('.', '/') + ".class", c.getValue());
      }
      if (program.resources() != null) {
        new ResourceFiles(program.resources(), out).addTo(jar);
      }
      for (Path library : program.libraries()) {
        addLibrary(jar, library);
      }
      MainCall call = MainCall.of(program.mainClass(), program.classFiles());
      if (call != null) {
        jar.add(call.name().replace('.', '/') + ".class", call.bytes());
      }
      jar.add(
          START.replace('.', '/') + ".class",
          start(
              call,
              jar.holds(TEST_KIT),
              jar.holds("META-INF/services/" + Inherited.class.getName())));
    }
  }

  private Manifest manifest() throws UserError {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Name.MANIFEST_VERSION, "1.0");
    main.put(Name.MAIN_CLASS, START);
    main.putValue("Created-By", "heddle build");
    main.putValue("Enable-Native-Access", "ALL-UNNAMED");
    String opens = "java.base/java.lang";
    // Two things less to open at the start.
    String exports = "java.base/jdk.internal.vm java.base/jdk.internal.access";
    for (Path library : program.libraries()) {
      Attributes theirs = attributes(library);
      if (theirs != null) {
        opens += " " + theirs.getOrDefault(new Name("Add-Opens"), "");
        exports += " " + theirs.getOrDefault(new Name("Add-Exports"), "");
        if ("true".equalsIgnoreCase(theirs.getValue(Name.MULTI_RELEASE))) {
          main.put(Name.MULTI_RELEASE, "true");
        }
      }
    }
    main.putValue("Add-Opens", opens.strip());
    main.putValue("Add-Exports", exports.strip());
    return manifest;
  }

  private static @Nullable Attributes attributes(Path library) throws UserError {
    if (Files.isDirectory(library)) {
      return null;
    }
    try (var jar = new JarFile(library.toFile())) {
      return jar.getManifest() == null ? null : jar.getManifest().getMainAttributes();
    } catch (IOException e) {
      throw UserError.of(library + " is not a jar that can be read: " + e.getMessage());
    }
  }

  /*
   * class Start { public static void main(String[] args) { Launcher.run("Hello", args, …); } }
   * or, with a call of main, Launcher.run(new $HeddleMain(args), "Hello", …).
   */
  private byte[] start(@Nullable MainCall call, boolean hasTestKit, boolean hasServices) {
    ClassDesc strings = CD_String.arrayType();
    return ClassFile.of()
        .build(
            ClassDesc.of(START),
            type ->
                type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL)
                    .withMethodBody(
                        "main",
                        MethodTypeDesc.of(CD_void, strings),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> {
                          if (call == null) {
                            code.loadConstant(program.mainClass()).aload(0);
                          } else {
                            code.new_(call.type())
                                .dup()
                                .aload(0)
                                .invokespecial(call.type(), INIT_NAME, MainCall.constructor())
                                .loadConstant(program.mainClass());
                          }
                          code.loadConstant(hasTestKit ? 1 : 0)
                              .loadConstant(hasServices ? 1 : 0)
                              .invokestatic(LAUNCHER, "run", call == null ? RUN : RUN_CALL)
                              .return_();
                        }));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Launcher.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IOException("not in the command's own classes: " + name);
      }
      return in.readAllBytes();
    }
  }

  private static void addLibrary(JarMerge jar, Path library) throws IOException {
    if (Files.isDirectory(library)) {
      try (var files = Files.walk(library, FileVisitOption.FOLLOW_LINKS)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          String name = library.relativize(file).toString().replace('\\', '/');
          jar.add(name, sited(name, Files.readAllBytes(file)));
        }
      }
      return;
    }
    try (var from = new JarFile(library.toFile())) {
      for (JarEntry entry : Collections.list(from.entries())) {
        if (!entry.isDirectory() && !jar.has(entry.getName())) {
          try (InputStream in = from.getInputStream(entry)) {
            jar.add(entry.getName(), sited(entry.getName(), in.readAllBytes()));
          }
        }
      }
    }
  }

  private static byte[] sited(String name, byte[] content) {
    boolean own = name.startsWith("io/heddle/") || name.startsWith("META-INF/heddle/");
    return name.endsWith(".class") && !own ? ProgramParts.withSites(content) : content;
  }
}
