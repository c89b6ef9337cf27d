// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that is ready to be loaded.
 *
 * @param mainClass the class to start
 * @param classes the classes compiled for it, which come first
 * @param classPath where its other classes and resources are
 * @param location what its compiled classes give as their code source
 * @param resources the folder of its sources, whose other files are its resources too
 */
record Program(
    String mainClass,
    ProgramClasses classes,
    List<Path> classPath,
    Path location,
    @Nullable Path resources) {}
