// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;

/** Accesses of variables through a VarHandle or reflection, by what the handle refers to. */
public final class HandleHooks {
  private HandleHooks() {}

  /**
   * Plain and opaque.
   *
   * @param first the first argument: the object or array, unless the field is static
   * @param index of an element
   */
  public static void handleReads(Object handle, Object first, int index, int place) {
    if (handle != null) {
      access(HandleTarget.of((VarHandle) handle), first, index, place, false);
    }
  }

  public static void handleWrites(Object handle, Object first, int index, int place) {
    if (handle != null) {
      access(HandleTarget.of((VarHandle) handle), first, index, place, true);
    }
  }

  private static void access(
      HandleTarget target, Object first, int index, int place, boolean isWrite) {
    switch (target.kind()) {
      case ELEMENT -> {
        if (isWrite) {
          Hooks.writeElements(first, index, index + target.width(), place);
        } else {
          Hooks.readElements(first, index, index + target.width(), place);
        }
      }
      case INSTANCE, STATIC -> {
        var s = ThreadState.current();
        var site = target.site();
        if (site.statics() != null) {
          site.init().use(s);
          if (isWrite) {
            site.statics().write(s, site.index(), place, target.what());
          } else {
            site.statics().read(s, site.index(), place, target.what());
          }
        } else if (site.offset() >= 0 && target.owner().isInstance(first)) {
          Hooks.access(s, first, site, place, isWrite, target.what());
        }
      }
      case UNKNOWN -> {}
    }
  }

  public static void handleAcquires(Object handle, Object first) {
    if (handle != null) {
      OrderHooks.acquireAny(HandleTarget.of((VarHandle) handle).holder(first));
    }
  }

  public static void handleReleases(Object handle, Object first) {
    if (handle != null) {
      OrderHooks.releaseAny(HandleTarget.of((VarHandle) handle).holder(first));
    }
  }

  // ---- reflection ----

  /** {@code field.get(object)} comes. */
  public static void reflects(Object field, Object object, int place) {
    if (field != null && place != 0) {
      access(HandleTarget.of((Field) field), object, -1, place, false);
    }
  }

  /** It has returned. */
  public static void reflected(Object field, Object object) {
    var target = HandleTarget.of((Field) field);
    if (target.role() != 0) {
      OrderHooks.readVolatile(target.holder(object), ThreadState.current(), target.role());
    }
  }

  public static void reflectsWrite(Object field, Object object, int place) {
    if (field == null) {
      return;
    }
    var target = HandleTarget.of((Field) field);
    if (target.role() != 0) {
      OrderHooks.writesVolatile(target.holder(object), ThreadState.current(), target.role());
    } else if (place != 0) {
      access(target, object, -1, place, true);
    }
  }
}
