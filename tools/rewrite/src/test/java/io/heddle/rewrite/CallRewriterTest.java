// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.rewrite.CallRules.Surround;
import io.heddle.rewrite.CallRules.Target;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallRewriterTest {
  private static final String HOOKS = "io.heddle.rewrite.Hooks";

  @BeforeEach
  void forget() {
    Hooks.LOG.clear();
  }

  @Test
  void replacesCallsAndMethodReferencesAndCallsThroughSubclasses() throws Exception {
    var rules =
        CallRules.builder()
            .replace("java.lang.Thread", "sleep", "(J)V", HOOKS)
            .replace(
                "java.util.concurrent.BlockingQueue",
                "poll",
                "(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;",
                HOOKS)
            .build();
    run(rules, Sample.class);
    assertThat(Hooks.LOG)
        .containsExactly("sleep 5", "sleep 7", "poll 9 DAYS", "got nothing", "end");
  }

  @Test
  void surroundsCalls() throws Exception {
    var around = new Surround(new Target(HOOKS, "before"), new Target(HOOKS, "after"), false);
    var rules =
        CallRules.builder()
            .replace("java.lang.Thread", "sleep", "(J)V", HOOKS)
            .replace(
                "java.util.concurrent.BlockingQueue",
                "poll",
                "(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;",
                HOOKS)
            .add("java.util.ArrayList", "add", null, around)
            .build();
    run(rules, Sample.class);
    assertThat(Hooks.LOG)
        .containsSubsequence("before []", "after [b]", "before []", "after [a]")
        .containsSubsequence("before []", "after [own]")
        .doesNotContain("after [ref]"); // through List: no rule of ArrayList's
  }

  @Test
  void asksForTheResultAndLeavesStaticCallsTheirArguments() throws Exception {
    var rules =
        CallRules.builder()
            .add(
                "java.lang.Math",
                "max",
                null,
                new Surround(new Target(HOOKS, "started"), null, false))
            .add(
                "java.util.Queue",
                "poll",
                null,
                new Surround(null, new Target(HOOKS, "returned"), true))
            .build();
    run(rules, Sample2.class);
    assertThat(Hooks.LOG).containsExactly("before static", "[] returned x", "8 x");
  }

  @Test
  void aClassWithoutSuchCallsStaysTheSameArray() throws Exception {
    byte[] file = file(Sample.class);
    var rules = CallRules.builder().replace("java.lang.Thread", "yield", "()V", HOOKS).build();
    assertThat(new CallRewriter(rules).rewrite(file, Hierarchy.of(getClass().getClassLoader())))
        .isSameAs(file);
  }

  static byte[] file(Class<?> type) throws IOException {
    try (var in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }

  private static void run(CallRules rules, Class<? extends Runnable> type) throws Exception {
    var hierarchy = Hierarchy.of(type.getClassLoader());
    var loader = new OnlyThese(type, f -> new CallRewriter(rules).rewrite(f, hierarchy));
    var rewritten = loader.loadClass(type.getName());
    byte[] bytes = loader.file(type.getName());
    assertThat(ClassFile.of().verify(bytes)).isEmpty();
    ((Runnable) rewritten.getDeclaredConstructor().newInstance()).run();
  }
}
