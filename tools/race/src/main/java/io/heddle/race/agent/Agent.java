// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import io.heddle.race.runtime.CallStubs;
import io.heddle.race.runtime.Layouts;
import io.heddle.race.runtime.Options;
import io.heddle.rewrite.CallRewriter;
import io.heddle.rewrite.Rewriting;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Set;

/** The detector's beginning, in the boot loader: the bridge, the transformer, the JDK's classes. */
public final class Agent {
  private static final int USAGE = 2;
  private static final String HEDDLE_HOOK = "io/heddle/internal/hook/Race";

  /** What of Heddle's core orders most often. */
  private static final Set<String> HOMES =
      Set.of(
          "io/heddle/ChannelState",
          "io/heddle/internal/wait/Waiter",
          "io/heddle/sync/Completion",
          "io/heddle/sync/MutexState",
          "io/heddle/sync/RWReaders",
          "io/heddle/sync/Semaphore",
          "io/heddle/sync/WaitGroup",
          "io/heddle/time/FunctionTimer");

  private static final String GOROUTINE = "io/heddle/internal/sched/Goroutine";

  private final Orders orders = new Orders();
  private final JdkOrders jdk = new JdkOrders();

  private Agent() {}

  /** Called by the entry class, once the detector is on the boot class path. */
  public static void start(String argument, Instrumentation jvm) throws Exception {
    try {
      Options.use(System.getenv("HEDDLE_RACE"), argument);
    } catch (Options.Invalid e) {
      System.err.println("heddle: " + e.getMessage());
      Runtime.getRuntime().halt(USAGE);
    }
    System.setProperty("heddle.race", "true");
    Bridge.define(jvm);
    new Agent().watch(jvm);
  }

  private void watch(Instrumentation jvm) throws Exception {
    CallStubs.use(new Stubs(orders));
    var rewriting =
        new Rewriting(
            (module, loader, name, file) -> rewrite(module, loader, name, file),
            (name, why) ->
                System.err.println(
                    "heddle: the race detector leaves " + name + " alone: " + why.getMessage()));
    jvm.addTransformer(rewriting, true);
    var again = new ArrayList<Class<?>>();
    for (Class<?> c : jvm.getAllLoadedClasses()) {
      if (jdk.concerns(c.getName().replace('.', '/')) && jvm.isModifiableClass(c)) {
        again.add(c);
      }
    }
    if (!again.isEmpty()) {
      jvm.retransformClasses(again.toArray(Class<?>[]::new));
    }
  }

  private byte[] rewrite(Module module, ClassLoader loader, String name, byte[] file) {
    if (loader == null && !jdk.concerns(name)) {
      return file;
    }
    if (name.equals(HEDDLE_HOOK)) {
      return connect(file);
    }
    if (HOMES.contains(name)) {
      return giveField(file, Layouts.HOME);
    }
    if (name.equals(GOROUTINE)) {
      return giveField(file, Layouts.THREAD);
    }
    var scope = Scope.of(module, loader, name);
    return switch (scope) {
      case JDK -> jdk.rewrite(name, file);
      case NOT -> file;
      case ORDER, ALL -> instrument(loader, file, scope);
    };
  }

  /** What grows too large with all hooks may not with those for its orders. */
  private byte[] instrument(ClassLoader loader, byte[] file, Scope scope) {
    try {
      return ClassInstrumenter.rewrite(loader, file, scope, orders);
    } catch (IllegalArgumentException e) {
      if (scope == Scope.ORDER) {
        throw e;
      }
      var orders = ClassInstrumenter.rewrite(loader, file, Scope.ORDER, this.orders);
      var name = ClassFile.of().parse(file).thisClass().asInternalName().replace('/', '.');
      System.err.println(
          "heddle: the race detector does not look at the accesses of "
              + name
              + ": "
              + e.getMessage());
      return orders;
    }
  }

  /** A field for what would else be found in a table, by identity. */
  private static byte[] giveField(byte[] file, String field) {
    int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_TRANSIENT | ClassFile.ACC_SYNTHETIC;
    return CallRewriter.FILES.transformClass(
        CallRewriter.FILES.parse(file),
        ClassTransform.endHandler(
            builder -> builder.withField(field, ConstantDescs.CD_Object, flags)));
  }

  /** The hooks of Heddle's core do nothing until their methods call the bridge's. */
  private static byte[] connect(byte[] file) {
    return CallRewriter.FILES.transformClass(
        CallRewriter.FILES.parse(file),
        (builder, element) -> {
          if (!(element instanceof MethodModel m) || !isHook(m)) {
            builder.with(element);
            return;
          }
          var type = m.methodTypeSymbol();
          builder.withMethodBody(
              m.methodName().stringValue(),
              type,
              m.flags().flagsMask(),
              code -> {
                for (int i = 0; i < type.parameterCount(); i++) {
                  code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
                }
                code.invokestatic(Bridge.TYPE, m.methodName().stringValue(), type).return_();
              });
        });
  }

  private static boolean isHook(MethodModel m) {
    return m.flags().has(AccessFlag.STATIC)
        && m.flags().has(AccessFlag.PUBLIC)
        && m.methodTypeSymbol().returnType().equals(ConstantDescs.CD_void);
  }
}
