// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the values on the operand stack came from, as far as straight-line code shows it. */
final class Origins {
  /*
   * For reports alone, so a guess is good enough: values, not slots; a name or null. What it can't follow
   * makes it forget the stack, and what lies below what it remembers has no name.
   * Checked by: GuideTest.
   */
  private final List<String> stack = new ArrayList<>();
  private final Map<Integer, String> locals = new HashMap<>();
  private final Map<Label, List<LocalVariable>> begins = new HashMap<>();

  Origins(CodeModel code) {
    for (var e : code) {
      if (e instanceof LocalVariable v) {
        begins.computeIfAbsent(v.startScope(), l -> new ArrayList<>()).add(v);
      }
    }
  }

  /** The name of the value under so many others; empty if there is none. */
  String under(int values) {
    int i = stack.size() - 1 - values;
    var name = i < 0 ? null : stack.get(i);
    return name == null ? "" : name;
  }

  /** The code goes on behind this instruction. */
  void follow(CodeElement e) {
    switch (e) {
      case LabelTarget t ->
          begins
              .getOrDefault(t.label(), List.of())
              .forEach(v -> locals.put(v.slot(), v.name().stringValue()));
      case LoadInstruction l -> push(l.slot() == 0 ? locals.get(0) : locals.get(l.slot()));
      case StoreInstruction s -> pop(1);
      case ConstantInstruction c -> push(null);
      case FieldInstruction f -> field(f);
      case InvokeInstruction i -> invoke(i);
      case InvokeDynamicInstruction i -> {
        pop(i.typeSymbol().parameterCount());
        push(null);
      }
      case NewObjectInstruction n -> push(null);
      case NewPrimitiveArrayInstruction n -> replace(1);
      case NewReferenceArrayInstruction n -> replace(1);
      case ArrayLoadInstruction a -> replace(2);
      case ArrayStoreInstruction a -> pop(3);
      case TypeCheckInstruction t when t.opcode() == Opcode.CHECKCAST -> {}
      case TypeCheckInstruction t -> replace(1);
      case ConvertInstruction c -> replace(1);
      case OperatorInstruction o -> replace(isUnary(o) ? 1 : 2);
      case BranchInstruction b -> pop(b.opcode().name().startsWith("IF_") ? 2 : 1);
      case StackInstruction s when s.opcode() == Opcode.DUP ->
          push(stack.isEmpty() ? null : stack.getLast());
      case StackInstruction s when s.opcode() == Opcode.POP -> pop(1);
      case IncrementInstruction i -> {}
      case java.lang.classfile.Instruction i -> stack.clear();
      default -> {}
    }
  }

  private static boolean isUnary(OperatorInstruction o) {
    return o.opcode().name().endsWith("NEG") || o.opcode() == Opcode.ARRAYLENGTH;
  }

  private void field(FieldInstruction f) {
    var name = f.owner().asInternalName().replace('/', '.') + "." + f.name().stringValue();
    switch (f.opcode()) {
      case GETSTATIC -> push(name);
      case GETFIELD -> {
        pop(1);
        push(name);
      }
      case PUTSTATIC -> pop(1);
      default -> pop(2);
    }
  }

  /** A view or an iterator is called what it belongs to. */
  private void invoke(InvokeInstruction i) {
    var type = i.typeSymbol();
    int arguments = type.parameterCount();
    boolean isVoid = TypeKind.from(type.returnType()) == TypeKind.VOID;
    var owner = i.owner().asInternalName();
    boolean isPart =
        owner.startsWith("java/util/")
            && type.returnType().descriptorString().startsWith("Ljava/util/");
    var receiver = i.opcode() == Opcode.INVOKESTATIC ? "" : under(arguments);
    pop(arguments + (i.opcode() == Opcode.INVOKESTATIC ? 0 : 1));
    if (!isVoid) {
      push(isPart && !receiver.isEmpty() ? receiver : null);
    }
  }

  private void push(String name) {
    stack.add("this".equals(name) ? null : name);
  }

  private void pop(int n) {
    for (int i = 0; i < n && !stack.isEmpty(); i++) {
      stack.removeLast();
    }
  }

  private void replace(int n) {
    pop(n);
    push(null);
  }
}
