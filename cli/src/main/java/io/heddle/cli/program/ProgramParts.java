// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a program consists of, found and compiled as {@code heddle run} does it, for those who put
 * it somewhere else.
 *
 * @param mainClass the class to start, which has a main
 * @param classFiles the classes compiled from its sources, by binary name
 * @param libraries folders and jars with its other classes, all of which exist
 * @param resources the folder whose files, sources aside, belong to it
 */
public record ProgramParts(
    String mainClass,
    Map<String, byte[]> classFiles,
    List<Path> libraries,
    @Nullable Path resources) {

  /** Compiles if need be; a program that could not be started is refused. */
  public static ProgramParts of(RunRequest request) throws UserError {
    for (Path library : request.libraries()) {
      if (!Files.exists(library)) {
        throw RunRequest.noLibrary(library);
      }
    }
    Program program = request.prepare();
    ProgramRun.mainMethod(program.mainClass(), new ProgramLoader(program));
    var classFiles = program.classes().classFiles();
    return new ProgramParts(
        program.mainClass(),
        classFiles,
        Bundled.areUsedBy(classFiles.values())
            ? Bundled.after(program.classPath())
            : program.classPath(),
        program.resources());
  }

  /** A class of a library as {@code heddle run} would load it: it knows where it starts whom. */
  public static byte[] withSites(byte[] classFile) {
    return SiteRewriter.rewrite(classFile);
  }
}
