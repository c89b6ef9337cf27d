// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has to be known of a method before hooks are put into it. */
final class MethodShape {
  final boolean isConstructor;
  final boolean isInitialiser;
  final boolean isSynchronized;
  final boolean isStatic;

  /** It calls nothing that could call back. */
  final boolean isLeaf;

  /** There is something in it to be told of. */
  final boolean isNeeded;

  /** Nothing is stored into the variable in which {@code this} comes. */
  final boolean keepsThis;

  final Set<Label> handlers = new HashSet<>();
  final Set<Label> interruptHandlers = new HashSet<>();

  /** What they catch may be an interrupt. */
  final Set<Label> wideHandlers = new HashSet<>();

  /** From a label to a jump back to it; both count the elements of the code. */
  private record Loop(int from, int to) {}

  private final List<Loop> loops = new ArrayList<>();

  MethodShape(ClassInstrumenter in, MethodModel method, CodeModel code) {
    isConstructor = method.methodName().equalsString("<init>");
    isInitialiser = method.methodName().equalsString("<clinit>");
    isSynchronized = method.flags().has(AccessFlag.SYNCHRONIZED);
    isStatic = method.flags().has(AccessFlag.STATIC);
    boolean isWatched = in.scope() == Scope.ALL;
    boolean calls = false;
    boolean stores = false;
    boolean touches = isSynchronized || isInitialiser || isConstructor && in.isFrozen();
    var labels = new HashMap<Label, Integer>();
    int at = -1;
    for (var e : code) {
      at++;
      switch (e) {
        case InvokeInstruction i -> {
          calls |= mayCallBack(i) && isWatched;
          touches |= in.orderOf(i) != null;
        }
        case InvokeDynamicInstruction i -> touches |= isWatched && ConcatHooks.concern(i);
        case FieldInstruction f -> touches |= !isJdk(f.owner().asInternalName());
        case ArrayLoadInstruction a -> touches |= isWatched;
        case ArrayStoreInstruction a -> touches |= isWatched;
        case MonitorInstruction m -> touches = true;
        case StoreInstruction s -> stores |= s.slot() == 0;
        case LabelTarget t -> labels.put(t.label(), at);
        case BranchInstruction b -> {
          var from = labels.get(b.target());
          if (from != null) {
            loops.add(new Loop(from, at));
          }
        }
        case ExceptionCatch c -> {
          handlers.add(c.handler());
          if (c.catchType().filter(t -> isInterrupt(t.asInternalName())).isPresent()) {
            interruptHandlers.add(c.handler());
          } else if (c.catchType().isEmpty() || isWide(c.catchType().get().asInternalName())) {
            wideHandlers.add(c.handler());
          }
        }
        default -> {}
      }
    }
    isLeaf = !calls;
    keepsThis = !stores;
    isNeeded = calls || touches || !interruptHandlers.isEmpty();
  }

  /** True if the element with this number is run again and again. */
  boolean isInLoop(int element) {
    return loops.stream().anyMatch(l -> l.from <= element && element <= l.to);
  }

  private static boolean isInterrupt(String type) {
    return type.equals("java/lang/InterruptedException");
  }

  private static boolean isWide(String type) {
    return switch (type) {
      case "java/lang/Throwable",
          "java/lang/Exception",
          "java/io/IOException",
          "java/nio/channels/ClosedByInterruptException" ->
          true;
      default -> false;
    };
  }

  static boolean isJdk(String owner) {
    return owner.startsWith("java/") || owner.startsWith("javax/") || owner.startsWith("jdk/");
  }

  /** False for methods of the JDK that call nobody back. */
  static boolean mayCallBack(InvokeInstruction call) {
    return switch (call.owner().asInternalName()) {
      case "java/lang/Object" -> !call.name().equalsString("<init>");
      case "java/lang/Math",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Double",
          "java/lang/Float",
          "java/lang/Short",
          "java/lang/Byte",
          "java/lang/Character",
          "java/lang/Boolean",
          "java/lang/System",
          "java/util/concurrent/atomic/AtomicInteger",
          "java/util/concurrent/atomic/AtomicLong",
          "java/util/concurrent/atomic/AtomicBoolean" ->
          false;
      default -> true;
    };
  }
}
