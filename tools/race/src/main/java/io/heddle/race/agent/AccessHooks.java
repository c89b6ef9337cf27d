// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.function.IntSupplier;

/** The hooks around one call that accesses variables: contents, elements, fields by reflection. */
final class AccessHooks extends CallSite {
  private static final MethodTypeDesc RANGE =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int, CD_int);
  private static final MethodTypeDesc HANDLE =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_int, CD_int);

  /** Helpers of Arrays that change the array; the others read it. */
  private static final Set<String> WRITES =
      Set.of("fill", "sort", "setAll", "parallelSetAll", "parallelSort", "parallelPrefix");

  /** What synchronized wrappers do without their lock. */
  static final Set<String> VIEWS =
      Set.of("iterator", "listIterator", "spliterator", "stream", "parallelStream");

  AccessHooks(
      CodeBuilder b, InvokeInstruction call, int state, boolean isWatched, IntSupplier place) {
    super(b, call, state, isWatched, place);
  }

  void emit(Orders.Action action) {
    switch (action) {
      case READ -> contents(VIEWS.contains(name) ? "viewContents" : "readContents");
      case WRITE -> contents("writeContents");
      case TOUCH -> contents("touchContents");
      case HELPER_WRITE -> helper();
      case ARGUMENTS -> arguments();
      case ARRAYS -> watched(this::arrays);
      case CLONE -> watched(() -> elements("readElements", receiver, 0, Integer.MAX_VALUE));
      case ELEMENT_READ -> watched(() -> element("readElements"));
      case ELEMENT_WRITE -> watched(() -> element("writeElements"));
      case REFLECT_READ -> reflect("reflects", "reflected");
      case REFLECT_WRITE -> reflect("reflectsWrite", null);
      default -> handle(action);
    }
  }

  /** What hooks stand before it; nothing where accesses are not looked at. */
  private void watched(Runnable hooks) {
    if (isWatched) {
      keep();
      hooks.run();
    }
    b.with(call);
  }

  // ---- contents ----

  private void contents(String hook) {
    if (isStatic) {
      b.with(call);
      return;
    }
    keep();
    on(receiver, hook);
    boolean madeText = call.owner().asInternalName().startsWith("java/lang/StringBu");
    read(0, madeText);
    b.with(call);
    known(receiver);
    known(0, madeText);
  }

  private void arguments() {
    if (!isWatched) {
      b.with(call);
      return;
    }
    keep();
    boolean madeText = !name.equals("<init>");
    read(0, madeText);
    b.with(call);
    known(0, madeText);
  }

  private void on(int object, String hook) {
    b.aload(object).aload(state).loadConstant(isWatched ? place.getAsInt() : 0);
    hook(hook, TWO_INT);
  }

  private void helper() {
    if (!isObject(0)) {
      b.with(call);
      return;
    }
    keep();
    on(arguments[0], "writeContents");
    read(1, false);
    b.with(call);
    known(arguments[0]);
    known(1, false);
  }

  /** Of a constructor: what it is given is read. */
  static boolean isCopy(MethodTypeDesc type) {
    return type.parameterList().stream().anyMatch(p -> isRead(p, false));
  }

  /*
   * Who puts an object into a map, a list or a reference does not look into it; who makes text of it does.
   */
  private void read(int from, boolean madeText) {
    for (int i = from; isWatched && i < type.parameterCount(); i++) {
      if (isRead(type.parameterType(i), madeText)) {
        on(arguments[i], "viewContents");
      }
    }
  }

  /** Behind the call: what others had put there when the call took it. */
  private void known(int from, boolean madeText) {
    for (int i = from; isWatched && i < type.parameterCount(); i++) {
      if (isRead(type.parameterType(i), madeText)) {
        known(arguments[i]);
      }
    }
  }

  private void known(int object) {
    b.aload(object).aload(state);
    hook("calledOn", TWO);
  }

  static boolean isRead(ClassDesc type, boolean madeText) {
    return switch (type.descriptorString()) {
      case "Ljava/lang/Object;" -> madeText;
      case "Ljava/util/Collection;",
          "Ljava/util/List;",
          "Ljava/util/Set;",
          "Ljava/util/Map;",
          "Ljava/util/SortedMap;",
          "Ljava/util/SortedSet;",
          "Ljava/lang/Iterable;",
          "Ljava/lang/CharSequence;",
          "Ljava/lang/StringBuilder;" ->
          true;
      default -> false;
    };
  }

  // ---- arrays ----

  /** {@code arraycopy(from, at, to, at, n)}; the helpers of Arrays, whose first is an array. */
  private void arrays() {
    if (name.equals("arraycopy")) {
      moved("readElements", 0, 1);
      moved("writeElements", 2, 3);
    } else if (type.parameterType(0).isArray()) {
      wholeOrRange();
    }
  }

  private void moved(String hook, int array, int from) {
    b.aload(arguments[array]).iload(arguments[from]);
    b.iload(arguments[from]).iload(arguments[4]).iadd();
    b.loadConstant(place.getAsInt());
    hook(hook, RANGE);
  }

  private void wholeOrRange() {
    var hook = WRITES.contains(name) ? "writeElements" : "readElements";
    boolean isRange =
        type.parameterCount() >= 3
            && type.parameterType(1).equals(CD_int)
            && type.parameterType(2).equals(CD_int)
            && !name.equals("copyOf");
    if (isRange) {
      b.aload(arguments[0]).iload(arguments[1]).iload(arguments[2]);
      b.loadConstant(place.getAsInt());
      hook(hook, RANGE);
    } else {
      elements(hook, arguments[0], 0, Integer.MAX_VALUE);
    }
  }

  private void elements(String hook, int array, int from, int to) {
    b.aload(array).loadConstant(from).loadConstant(to).loadConstant(place.getAsInt());
    hook(hook, RANGE);
  }

  private void element(String hook) {
    if (type.parameterCount() < 2 || !type.parameterType(1).equals(CD_int)) {
      return; // getLength
    }
    b.aload(arguments[0]).iload(arguments[1]);
    b.iload(arguments[1]).iconst_1().iadd().loadConstant(place.getAsInt());
    hook(hook, RANGE);
  }

  // ---- fields, by reflection and by handle ----

  private void reflect(String before, String after) {
    if (!isObject(0)) {
      b.with(call);
      return;
    }
    keep();
    b.aload(receiver).aload(arguments[0]).loadConstant(isWatched ? place.getAsInt() : 0);
    hook(before, TWO_INT);
    b.with(call);
    if (after != null) {
      b.aload(receiver).aload(arguments[0]);
      hook(after, TWO);
    }
  }

  private void handle(Orders.Action action) {
    if (isStatic) {
      b.with(call);
      return;
    }
    keep();
    switch (action) {
      case HANDLE_READ, HANDLE_READ_OPAQUE -> handleAccess("handleReads");
      case HANDLE_WRITE, HANDLE_WRITE_OPAQUE -> handleAccess("handleWrites");
      case HANDLE_RELEASE, HANDLE_BOTH -> handleOrders("handleReleases");
      default -> {}
    }
    b.with(call);
    if (action == Orders.Action.HANDLE_ACQUIRE || action == Orders.Action.HANDLE_BOTH) {
      handleOrders("handleAcquires");
    }
  }

  /**
   * The object is the first argument, unless the field is static; of an array, the index follows.
   */
  private void handleAccess(String hook) {
    if (!isWatched) {
      return;
    }
    handleOn();
    if (type.parameterCount() > 1 && type.parameterType(1).equals(CD_int)) {
      b.iload(arguments[1]);
    } else {
      b.iconst_m1();
    }
    b.loadConstant(place.getAsInt());
    hook(hook, HANDLE);
  }

  private void handleOrders(String hook) {
    handleOn();
    hook(hook, TWO);
  }

  private void handleOn() {
    b.aload(receiver);
    if (isObject(0)) {
      b.aload(arguments[0]);
    } else {
      b.aconst_null();
    }
  }
}
