// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import io.heddle.rewrite.CallRewriter;
import io.heddle.rewrite.Hierarchy;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.reflect.AccessFlag;

/**
 * Rewrites a class of a program: its calls by {@link ProgramRules}, then {@link MethodRewriter}.
 */
final class ProgramRewriter {
  private static final CallRewriter CALLS = new CallRewriter(ProgramRules.make());

  private final Hierarchy hierarchy;

  /**
   * Makes the rules. That loads classes of the JDK that are to be rewritten, and what is loaded
   * while another class is being rewritten stays as it is.
   */
  static void prepare() {}

  ProgramRewriter(ClassLoader loader) {
    hierarchy = Hierarchy.of(loader);
  }

  byte[] rewrite(byte[] file) {
    return rewrite(CALLS, file, hierarchy);
  }

  static byte[] rewrite(CallRewriter calls, byte[] file, Hierarchy hierarchy) {
    var called = calls.rewrite(file, hierarchy);
    var model = CallRewriter.FILES.parse(called);
    if (model.methods().stream().noneMatch(m -> MethodRewriter.concerns(m, hierarchy))) {
      return called;
    }
    return CallRewriter.FILES.transformClass(
        model,
        (builder, element) -> {
          if (element instanceof MethodModel m && MethodRewriter.concerns(m, hierarchy)) {
            var code = new MethodRewriter(m, model.thisClass().asSymbol(), hierarchy);
            builder.transformMethod(m, flags().andThen(MethodTransform.transformingCode(code)));
          } else {
            builder.with(element);
          }
        });
  }

  /** What a synchronized method does by its flag it does by its code from now on. */
  private static MethodTransform flags() {
    return (builder, element) -> {
      if (element instanceof java.lang.classfile.AccessFlags f && f.has(AccessFlag.SYNCHRONIZED)) {
        builder.withFlags(f.flagsMask() & ~java.lang.classfile.ClassFile.ACC_SYNCHRONIZED);
      } else {
        builder.with(element);
      }
    };
  }
}
