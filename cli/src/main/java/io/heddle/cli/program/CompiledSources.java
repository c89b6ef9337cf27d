// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.util.List;
import java.util.Map;

/**
 * What a compilation made.
 *
 * @param sources the sources that it read
 * @param content what was in them when it did
 * @param classes the class files by binary name
 * @param entryTypes the top-level types of the file that was named, in the order in which the JDK's
 *     launcher looks for main; none when a folder was compiled
 */
record CompiledSources(
    Sources sources,
    Sources.Content content,
    Map<String, byte[]> classes,
    List<String> entryTypes) {}
