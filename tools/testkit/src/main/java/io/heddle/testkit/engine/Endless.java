// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.program.Frames;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells goroutines that are written never to end, like the generator in Go's sieve of primes, from
 * those that wait for something that did not come.
 */
final class Endless {
  /*
   * A goroutine never ends by itself if one of its frames is in a loop without a way out: from the line
   * that it is at, no return of its method can be reached. A way out is also a handler, but for
   * InterruptedException, which Java makes everybody handle. Whatever is not known has a way out.
   */
  private final Map<StackTraceElement, Boolean> known = new ConcurrentHashMap<>();

  /** True if a goroutine with this stack can not end but by a failure. */
  boolean isEndless(Thread thread) {
    var loader = thread.getContextClassLoader();
    return loader != null
        && Frames.ofUser(thread.getStackTrace()).stream()
            .filter(f -> isPrograms(f.getClassName()) && f.getLineNumber() > 0)
            .anyMatch(f -> known.computeIfAbsent(f, x -> hasNoWayOut(loader, x)));
  }

  private static boolean isPrograms(String c) {
    return !c.startsWith("java.") && !c.startsWith("jdk.") && !c.startsWith("sun.");
  }

  private static boolean hasNoWayOut(ClassLoader loader, StackTraceElement frame) {
    try (InputStream file =
        loader.getResourceAsStream(frame.getClassName().replace('.', '/') + ".class")) {
      if (file == null) {
        return false;
      }
      // Of methods with the same name, that with code in this line.
      var methods =
          ClassFile.of().parse(file.readAllBytes()).methods().stream()
              .filter(m -> m.methodName().equalsString(frame.getMethodName()))
              .flatMap(m -> m.code().stream())
              .map(c -> new Code(c.elementList()))
              .filter(c -> c.has(frame.getLineNumber()))
              .toList();
      return !methods.isEmpty()
          && methods.stream().noneMatch(c -> c.mayReturn(frame.getLineNumber()));
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /** The code of a method as a graph of its elements. */
  private static final class Code {
    private final List<CodeElement> elements;
    private final Map<Label, Integer> targets = new HashMap<>();
    private final List<ExceptionCatch> handlers = new ArrayList<>();

    Code(List<CodeElement> elements) {
      this.elements = elements;
      for (int i = 0; i < elements.size(); i++) {
        if (elements.get(i) instanceof LabelTarget t) {
          targets.put(t.label(), i);
        } else if (elements.get(i) instanceof ExceptionCatch c) {
          handlers.add(c);
        }
      }
    }

    boolean has(int line) {
      return elements.stream().anyMatch(e -> e instanceof LineNumber n && n.line() == line);
    }

    boolean mayReturn(int line) {
      var todo = new ArrayDeque<Integer>();
      var seen = new BitSet();
      int now = -1;
      for (int i = 0; i < elements.size(); i++) {
        now = elements.get(i) instanceof LineNumber n ? n.line() : now;
        if (now == line && elements.get(i) instanceof Instruction) {
          todo.add(i);
        }
      }
      while (!todo.isEmpty()) {
        int i = todo.remove();
        if (i >= elements.size() || seen.get(i)) {
          continue;
        }
        seen.set(i);
        var e = elements.get(i);
        if (e instanceof ReturnInstruction) {
          return true;
        }
        if (e instanceof Instruction) {
          handlers.stream().filter(h -> covers(h, i)).forEach(h -> add(todo, h.handler()));
        }
        boolean goesOn = true;
        switch (e) {
          case BranchInstruction b -> {
            add(todo, b.target());
            goesOn = b.opcode() != Opcode.GOTO && b.opcode() != Opcode.GOTO_W;
          }
          case LookupSwitchInstruction s -> {
            add(todo, s.defaultTarget());
            s.cases().forEach(c -> add(todo, c.target()));
            goesOn = false;
          }
          case TableSwitchInstruction s -> {
            add(todo, s.defaultTarget());
            s.cases().forEach(c -> add(todo, c.target()));
            goesOn = false;
          }
          case ThrowInstruction t -> goesOn = false;
          default -> {}
        }
        if (goesOn) {
          todo.add(i + 1);
        }
      }
      return false;
    }

    private void add(ArrayDeque<Integer> todo, Label label) {
      todo.add(at(label));
    }

    private int at(Label label) {
      return targets.getOrDefault(label, elements.size());
    }

    private boolean covers(ExceptionCatch h, int i) {
      boolean isInterrupt =
          h.catchType()
              .map(t -> t.asInternalName().equals("java/lang/InterruptedException"))
              .orElse(false);
      return !isInterrupt && at(h.tryStart()) <= i && i < at(h.tryEnd());
    }
  }
}
