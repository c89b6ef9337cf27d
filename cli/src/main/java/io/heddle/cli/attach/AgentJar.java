// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.attach;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The jar with the {@link Agent} and nothing else, made when it is first needed. */
final class AgentJar {
  /*
   * Not the command's own jar: the JVM puts an agent's jar on the class path of the process for good,
   * and a second io.heddle there could be taken for the program's own. Always the same file, so that
   * a process that is asked often has it there once.
   */
  private AgentJar() {}

  static Path in(Path folder) throws IOException {
    byte[] jar = bytes();
    Path file = folder.resolve("agent-" + Integer.toHexString(Arrays.hashCode(jar)) + ".jar");
    if (!Files.isRegularFile(file) || Files.size(file) != jar.length) {
      Path fresh = Files.createTempFile(folder, "agent", ".tmp");
      Files.write(fresh, jar);
      Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static byte[] bytes() throws IOException {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Agent-Class", Agent.class.getName());
    String name = Agent.class.getName().replace('.', '/') + ".class";
    var out = new ByteArrayOutputStream();
    try (var jar = new JarOutputStream(out);
        InputStream agent = Agent.class.getResourceAsStream("/" + name)) {
      if (agent == null) {
        throw new IOException(name + " is missing");
      }
      put(jar, "META-INF/MANIFEST.MF");
      manifest.write(jar);
      put(jar, name);
      agent.transferTo(jar);
    }
    return out.toByteArray();
  }

  /* With a fixed time, so that the same agent is the same jar. */
  private static void put(JarOutputStream jar, String name) throws IOException {
    var entry = new JarEntry(name);
    entry.setTime(0);
    jar.putNextEntry(entry);
  }
}
