// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.DynamicConstantDesc;

/** Knows JaCoCo's marks in a method: they are no accesses of the program. */
final class Probes {
  /*
   * JaCoCo's agent may have rewritten the class before. A method then gets its array of probes, from
   * `$jacocoInit` or from a constant of such a name, keeps it in a variable, and marks a probe by
   * `array, number, true, bastore`. Several threads do so, and nothing orders them; nothing has to.
   * Checked by: real/run-all.
   */
  private static final String NAME = "$jacoco";
  private static final int LENGTH = 3;

  private boolean comes;
  private int variable = -1;
  private int sinceLoad = Integer.MAX_VALUE;

  /** The code goes on with this element. */
  void follow(CodeElement e) {
    if (sinceLoad < Integer.MAX_VALUE) {
      sinceLoad++;
    }
    switch (e) {
      case InvokeInstruction i -> comes |= i.name().stringValue().startsWith(NAME);
      case LoadConstantInstruction c -> comes |= isProbes(c);
      case StoreInstruction s -> {
        variable = comes ? s.slot() : variable == s.slot() ? -1 : variable;
        comes = false;
      }
      case LoadInstruction l -> sinceLoad = l.slot() == variable ? 0 : Integer.MAX_VALUE;
      default -> {}
    }
  }

  private static boolean isProbes(LoadConstantInstruction c) {
    return c.constantValue() instanceof DynamicConstantDesc<?> d
        && d.constantName().startsWith(NAME);
  }

  /** This instruction, which has not been followed yet, marks a probe. */
  boolean isMark(ArrayStoreInstruction store) {
    return variable >= 0 && sinceLoad < LENGTH && store.opcode() == Opcode.BASTORE;
  }
}
