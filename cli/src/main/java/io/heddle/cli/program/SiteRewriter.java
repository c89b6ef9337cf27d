// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static java.lang.constant.ConstantDescs.CD_Object;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the core where a program starts its goroutines and makes its channels, by rewriting the
 * calls in the program's classes:
 *
 * <pre>{@code
 * go(body)          becomes  go(SitedTask.at(body, <this line>))
 * Channel.make(3)   becomes  c = Channel.make(3), Sites.made(c, <this line>)
 * Go.executor()     likewise
 * }</pre>
 *
 * where {@code <this line>} is a dynamic constant, a {@link StackTraceElement} made at its first
 * use. A class without such calls, or one that can't be rewritten, stays as it is.
 */
final class SiteRewriter {
  /*
   * Straight-line code is added in front of or behind an invoke, so the frames at all labels stay
   * what they were: the stack map table is carried over with its labels moved, and nothing about
   * class hierarchies has to be known. That is what DROP_STACK_MAPS does here: it stops the
   * class-file library from computing frames of its own.
   * Checked by: SiteRewriterTest.
   */
  private static final ClassFile FILES = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS);

  private static final ClassDesc SITE = ClassDesc.of("java.lang.StackTraceElement");
  private static final ClassDesc TASK = ClassDesc.of("io.heddle.Task");
  private static final ClassDesc SITED_TASK = ClassDesc.of("io.heddle.cli.sites.SitedTask");
  private static final ClassDesc SITES = ClassDesc.of("io.heddle.internal.hook.Sites");
  private static final MethodTypeDesc AT = MethodTypeDesc.of(TASK, TASK, SITE);
  private static final MethodTypeDesc MADE =
      MethodTypeDesc.of(ConstantDescs.CD_void, CD_Object, SITE);
  private static final DirectMethodHandleDesc CONSTANT =
      ConstantDescs.ofConstantBootstrap(
          ClassDesc.of("io.heddle.cli.sites.Site"),
          "of",
          CD_Object,
          CD_Object,
          CD_Object,
          CD_Object);

  private static final byte[] MARK = "io/heddle/".getBytes(StandardCharsets.ISO_8859_1);
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.+)\\$\\d+");

  private SiteRewriter() {}

  /** The class as the command runs it: the same array when nothing was to be rewritten. */
  static byte[] rewrite(byte[] classFile) {
    if (!mentionsCore(classFile)) {
      return classFile;
    }
    try {
      ClassModel model = FILES.parse(classFile);
      if (model.majorVersion() < ClassFile.JAVA_11_VERSION
          || model.methods().stream().noneMatch(SiteRewriter::hasSite)) {
        return classFile; // older class files have no dynamic constants
      }
      return FILES.transformClass(
          model,
          (builder, element) -> {
            if (element instanceof MethodModel method && hasSite(method)) {
              builder.transformMethod(
                  method, MethodTransform.transformingCode(new Calls(model, method)));
            } else {
              builder.with(element);
            }
          });
    } catch (IllegalArgumentException e) {
      return classFile; // malformed, or a method that would grow too large: sites are not worth it
    }
  }

  private static boolean mentionsCore(byte[] classFile) {
    search:
    for (int i = 0; i <= classFile.length - MARK.length; i++) {
      for (int j = 0; j < MARK.length; j++) {
        if (classFile[i + j] != MARK[j]) {
          continue search;
        }
      }
      return true;
    }
    return false;
  }

  private static boolean hasSite(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(e -> e instanceof InvokeInstruction call && kindOf(call).isPresent());
  }

  private enum Kind {
    START,
    MAKE
  }

  private static Optional<Kind> kindOf(InvokeInstruction call) {
    String name = call.name().stringValue();
    return switch (call.owner().asInternalName()) {
      case "io/heddle/Go",
          "io/heddle/sync/WaitGroup",
          "io/heddle/sync/ErrGroup",
          "io/heddle/time/Time",
          "io/heddle/context/Context",
          "io/heddle/context/CancelContext" ->
          startsGoroutine(name) && endsWithTask(call)
              ? Optional.of(Kind.START)
              : makesExecutor(name) ? Optional.of(Kind.MAKE) : Optional.empty();
      case "io/heddle/Channel" -> makesChannel(name) ? Optional.of(Kind.MAKE) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean startsGoroutine(String name) {
    return name.equals("go") || name.equals("tryGo") || name.equals("afterFunc");
  }

  private static boolean endsWithTask(InvokeInstruction call) {
    return call.type().stringValue().contains("Lio/heddle/Task;)");
  }

  private static boolean makesExecutor(String name) {
    return name.equals("executor") || name.equals("threadFactory");
  }

  private static boolean makesChannel(String name) {
    return switch (name) {
      case "make", "unbounded", "sliding", "dropping" -> true;
      default -> false;
    };
  }

  /** The rewriting of one method's code, which knows the line it is at. */
  private static final class Calls implements CodeTransform {
    private final String file;
    private final String method;
    private final Optional<StackMapTableAttribute> frames;
    private int line = -1;

    Calls(ClassModel model, MethodModel method) {
      file =
          model
              .findAttribute(Attributes.sourceFile())
              .map(a -> a.sourceFile().stringValue())
              .orElse("");
      this.method = readable(method.methodName().stringValue());
      frames = method.code().flatMap(c -> c.findAttribute(Attributes.stackMapTable()));
    }

    @Override
    public void atEnd(CodeBuilder code) {
      frames.ifPresent(code::with);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (element instanceof LineNumber number) {
        line = number.line();
      }
      Kind kind = element instanceof InvokeInstruction call ? kindOf(call).orElse(null) : null;
      if (kind == Kind.START) {
        code.loadConstant(site()).invokestatic(SITED_TASK, "at", AT);
      }
      code.with(element);
      if (kind == Kind.MAKE) {
        code.dup().loadConstant(site()).invokestatic(SITES, "made", MADE);
      }
    }

    private DynamicConstantDesc<StackTraceElement> site() {
      return DynamicConstantDesc.ofNamed(CONSTANT, "site", SITE, method, file, line);
    }

    /** The method the user wrote, for a lambda the one that it stands in. */
    private static String readable(String name) {
      Matcher lambda = LAMBDA.matcher(name);
      if (!lambda.matches()) {
        return name;
      }
      return switch (lambda.group(1)) {
        case "new" -> "<init>";
        case "static" -> "<clinit>";
        default -> lambda.group(1);
      };
    }
  }
}
