// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.attach;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The one class that {@code heddle dump} brings into the process that it asks. It runs there on the
 * JVM's attach thread, passes the request on to each Heddle that it finds loaded, and leaves
 * nothing behind but itself.
 */
public final class Agent {
  /*
   * Alone:  it must need no other class of ours: it is put into a jar by itself (see AgentJar), and the
   *         target's Heddle may be in any class loader, of any version, in a named module or not. Hence
   *         reflection.
   * Answer: lines of text in a file that the command has made, or a file beside it that says why not.
   *         Another one beside it says that the answer has been begun. When the command has waited long
   *         enough it takes its file away, and nothing is written any more.
   */
  private static final String LIBRARY = "io.heddle.internal.";
  private static final String ANSWER = LIBRARY + "program.Answer";

  private Agent() {}

  /** What the JVM calls; {@code arguments} are the request and the answer's file, a line each. */
  public static void agentmain(String arguments, Instrumentation jvm) throws Exception {
    String[] lines = arguments.split("\n", 2);
    String file = lines[1];
    try {
      write(file, ".begun", "");
      Set<ClassLoader> loaders = loadersOfHeddle(jvm);
      if (loaders.isEmpty()) {
        write(file, ".why", "does not use Heddle, or has started no goroutine yet");
      }
      for (ClassLoader loader : loaders) {
        ask(Class.forName(ANSWER, true, loader), jvm, lines[0], file);
      }
    } catch (ClassNotFoundException e) {
      write(file, ".why", "uses a Heddle that is too old to answer");
    } catch (InvocationTargetException e) {
      write(file, ".why", "could not answer: " + e.getCause());
    } catch (OutOfMemoryError e) {
      write(file, ".why", "could not answer: " + e);
    }
  }

  private static void write(String answer, String suffix, String text) throws IOException {
    if (Files.exists(Path.of(answer))) {
      Files.writeString(Path.of(answer + suffix), text);
    }
  }

  private static Set<ClassLoader> loadersOfHeddle(Instrumentation jvm) {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    for (Class<?> c : jvm.getAllLoadedClasses()) {
      if (c.getName().startsWith(LIBRARY) && c.getClassLoader() != null) {
        loaders.add(c.getClassLoader());
      }
    }
    return loaders;
  }

  private static void ask(Class<?> answer, Instrumentation jvm, String request, String file)
      throws ReflectiveOperationException {
    Module module = answer.getModule();
    if (module.isNamed()) {
      Map<String, Set<Module>> toUs =
          Map.of(answer.getPackageName(), Set.of(Agent.class.getModule()));
      jvm.redefineModule(module, Set.of(), toUs, Map.of(), Set.of(), Map.of());
    }
    answer.getMethod("to", String.class, String.class).invoke(null, request, file);
  }
}
