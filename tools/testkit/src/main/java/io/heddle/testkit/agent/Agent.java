// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import io.heddle.rewrite.Rewriting;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Rewrites the classes of programs and tests as they are loaded, and a few of the JDK's. */
final class Agent {
  /*
   * Left alone: Heddle itself, whose primitives say themselves what they do; JUnit and what comes with
   * it; the JDK, but for the classes in which timed waits are written (JdkRewriter).
   * A program that is explored is loaded once per schedule: what has been rewritten is kept, by name,
   * for as long as the class file is the same.
   */
  private static final String[] OTHERS = {
    "io/heddle/rewrite/",
    "io/heddle/cli/",
    "io/heddle/testkit/agent/",
    "io/heddle/testkit/engine/",
    "org/junit/",
    "org/opentest4j/",
    "org/apiguardian/",
    "org/assertj/",
    "org/apache/maven/",
    "net/bytebuddy/",
    "com/sun/",
    "jdk/",
    "sun/",
    "picocli/",
    "tools/jackson/",
    "org/jacoco/"
  };

  private record Done(byte[] original, byte[] rewritten) {}

  private final Map<String, Done> done = new ConcurrentHashMap<>();
  private final @Nullable CodeSource core = sourceOf("io.heddle.Go");
  private final @Nullable CodeSource kit = Agent.class.getProtectionDomain().getCodeSource();

  private Agent() {}

  static void start(Instrumentation jvm) throws Exception {
    ProgramRewriter.prepare();
    var agent = new Agent();
    var rewriting =
        new Rewriting(
            (module, loader, name, file) -> agent.rewrite(loader, name, file),
            (name, why) ->
                System.err.println(
                    "heddle: the test kit leaves " + name + " alone: " + why.getMessage()));
    jvm.addTransformer(agent.new Filter(rewriting), true);
    var loaded =
        Arrays.stream(jvm.getAllLoadedClasses())
            .filter(c -> JdkRewriter.concerns(c.getName().replace('.', '/')))
            .filter(jvm::isModifiableClass)
            .toArray(Class<?>[]::new);
    if (loaded.length > 0) {
      jvm.retransformClasses(loaded);
    }
  }

  /** Lets through what is to be rewritten. */
  private final class Filter implements ClassFileTransformer {
    private final Rewriting rewriting;

    Filter(Rewriting rewriting) {
      this.rewriting = rewriting;
    }

    @Override
    public byte @Nullable [] transform(
        @Nullable Module module,
        @Nullable ClassLoader loader,
        @Nullable String name,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] file) {
      return isLeftAlone(loader, name, domain)
          ? null
          : rewriting.transform(module, loader, name, redefined, domain, file);
    }
  }

  private static @Nullable CodeSource sourceOf(String name) {
    try {
      return Class.forName(name, false, Agent.class.getClassLoader())
          .getProtectionDomain()
          .getCodeSource();
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private boolean isLeftAlone(
      @Nullable ClassLoader loader, @Nullable String name, @Nullable ProtectionDomain domain) {
    if (name == null || loader == ClassLoader.getPlatformClassLoader()) {
      return true;
    }
    if (loader == null) {
      return !JdkRewriter.concerns(name);
    }
    var source = domain == null ? null : domain.getCodeSource();
    if (source != null && (source.equals(core) || source.equals(kit))) {
      return true;
    }
    for (var other : OTHERS) {
      if (name.startsWith(other)) {
        return true;
      }
    }
    return false;
  }

  private byte[] rewrite(@Nullable ClassLoader loader, String name, byte[] file) {
    if (loader == null) {
      return JdkRewriter.rewrite(name, file);
    }
    var known = done.get(name);
    if (known != null && Arrays.equals(known.original, file)) {
      return known.rewritten;
    }
    var rewritten = new ProgramRewriter(loader).rewrite(file);
    done.put(name, new Done(file, rewritten));
    return rewritten;
  }
}
