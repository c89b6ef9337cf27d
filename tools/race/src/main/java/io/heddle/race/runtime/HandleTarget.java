// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/**
 * What a VarHandle, or a Field of reflection, refers to.
 *
 * @param kind of variable
 * @param site where its shadow is; null for elements
 * @param owner the class that declares a field
 * @param what its name in reports
 * @param width how many elements of an array one access touches
 * @param role of a volatile field; 0: it is none
 */
record HandleTarget(
    Kind kind, FieldSite site, Class<?> owner, Reports.Synthetic what, int width, int role) {
  /*
   * The JDK tells the class and the name of a field only in words (describeConstable), and not at all the
   * class of a static one: that is read from the handle.
   * Checked by: AccessTest.
   */
  enum Kind {
    INSTANCE,
    STATIC,
    ELEMENT,
    /** Memory outside of the heap, buffers, and what a later JDK may have. */
    UNKNOWN
  }

  private record Named(String what) implements Reports.Synthetic {}

  private static final HandleTarget OTHER = new HandleTarget(Kind.UNKNOWN, null, null, null, 0, 0);

  static HandleTarget of(VarHandle handle) {
    if (Detector.isOff()) {
      return OTHER;
    }
    var side = SideTable.of(handle);
    var known = side.handle;
    if (known == null) {
      known = find(handle);
      Memory.UNSAFE.storeFence();
      side.handle = known;
    }
    return known;
  }

  static HandleTarget of(Field field) {
    boolean isStatic = Modifier.isStatic(field.getModifiers());
    boolean isVolatile = Modifier.isVolatile(field.getModifiers());
    return ofField(field.getDeclaringClass(), field.getName(), isStatic, isVolatile);
  }

  private static HandleTarget find(VarHandle handle) {
    try {
      var types = handle.coordinateTypes();
      if (types.size() == 2 && types.get(0).isArray() && types.get(1) == int.class) {
        boolean isView = types.get(0).componentType() != handle.varType();
        int width = isView ? bytes(handle.varType()) : 1;
        return new HandleTarget(Kind.ELEMENT, null, null, null, width, 0);
      }
      if (types.size() > 1) {
        return OTHER;
      }
      var target = target(handle);
      var name = target.describeConstable().map(VarHandle.VarHandleDesc::constantName);
      if (name.isEmpty()) {
        return OTHER;
      }
      return types.isEmpty()
          ? ofField((Class<?>) read(target, "declaringClass"), name.get(), true, false)
          : ofField(types.get(0), name.get(), false, false);
    } catch (RuntimeException | LinkageError e) {
      return OTHER;
    }
  }

  /** Of a class that was not initialised yet, the JDK hides the handle in another. */
  private static VarHandle target(VarHandle handle) {
    return handle.getClass().getSimpleName().equals("LazyInitializingVarHandle")
        ? (VarHandle) read(handle, "target")
        : handle;
  }

  private static Object read(Object o, String name) {
    for (Class<?> c = o.getClass(); c != null; c = c.getSuperclass()) {
      for (var f : c.getDeclaredFields()) {
        if (f.getName().equals(name)) {
          return Memory.UNSAFE.getReference(o, Memory.UNSAFE.objectFieldOffset(f));
        }
      }
    }
    throw new IllegalArgumentException(name);
  }

  private static int bytes(Class<?> type) {
    return type == long.class || type == double.class
        ? 8
        : type == int.class || type == float.class ? 4 : 2;
  }

  private static HandleTarget ofField(
      Class<?> owner, String name, boolean isStatic, boolean isVolatile) {
    int kind = isStatic ? Layouts.STATIC : Layouts.FIELD;
    var site = Layouts.resolve(owner, name, kind, Place.UNKNOWN);
    var what = new Named(owner.getName() + "." + name);
    int role = isVolatile ? Layouts.role(owner.getName().replace('.', '/'), name) : 0;
    return new HandleTarget(isStatic ? Kind.STATIC : Kind.INSTANCE, site, owner, what, 1, role);
  }

  /** Where orders of a variable are kept: its object, or its class. */
  Object holder(Object first) {
    return kind == Kind.STATIC ? owner : first;
  }
}
