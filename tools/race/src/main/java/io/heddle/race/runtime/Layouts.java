// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which fields of a class are watched, and where their shadow is. */
public final class Layouts {
  /** The field that is added to watched classes. */
  public static final String SHADOW = "$heddle$race";

  /** The field that is added where there are final fields: when the constructor ended. */
  public static final String FROZEN = "$heddle$frozen";

  /** The field that is added to some classes of Heddle: their objects' {@link Side}. */
  public static final String HOME = "$heddle$home";

  /** The field that is added to goroutines: the {@link Side} of their threads. */
  public static final String THREAD = "$heddle$thread";

  /** Kinds of accesses that sites are made for. */
  public static final int FIELD = 0;

  public static final int STATIC = 1;
  public static final int FINAL = 2;

  private static final Map<ClassLoader, Map<String, Layout>> KNOWN = new WeakHashMap<>();

  private Layouts() {}

  /**
   * The fields of a class, by name.
   *
   * @param fields names of the instance fields that are watched
   * @param statics of the static fields that are watched
   * @param others of the other static fields: their reads order after the initialiser
   * @param frozen of the final fields that refer to what may change
   */
  public record Layout(
      List<String> fields, List<String> statics, List<String> others, List<String> frozen) {}

  /** True for a field that is not the program's. */
  static boolean isAdded(String name) {
    return name.equals(SHADOW) || name.equals(FROZEN) || name.equals(HOME) || name.equals(THREAD);
  }

  /** The {@link Role} of a volatile field. */
  public static int role(String owner, String name) {
    return Role.FIRST_VOLATILE + ((owner + "." + name).hashCode() & 0xFFFFFF);
  }

  /** The class was rewritten, and has a shadow for these. */
  public static void add(ClassLoader loader, String className, Layout layout) {
    of(loader).put(className, layout);
  }

  private static Map<String, Layout> of(ClassLoader loader) {
    var key = loader == null ? ClassLoader.getPlatformClassLoader() : loader;
    synchronized (KNOWN) {
      return KNOWN.computeIfAbsent(key, l -> new ConcurrentHashMap<>());
    }
  }

  /** Never fails: a field that is not watched has a site that does nothing. */
  static FieldSite resolve(Class<?> owner, String name, int kind, Place place) {
    if (owner == null) {
      return FieldSite.NONE; // before Java 5 a class is no constant
    }
    try {
      for (var c = owner; c != null; c = c.getSuperclass()) {
        var found =
            switch (kind) {
              case STATIC -> declaredStatic(c, name, place);
              case FINAL -> declaredFinal(c, name, place);
              default -> declared(c, name, place);
            };
        if (found != null) {
          return found;
        }
      }
    } catch (RuntimeException | LinkageError e) {
      // not watched
    }
    return FieldSite.NONE;
  }

  private static FieldSite declared(Class<?> c, String name, Place place) {
    var layout = of(c.getClassLoader()).get(c.getName());
    int i = layout == null ? -1 : layout.fields.indexOf(name);
    if (i < 0) {
      return null;
    }
    long offset = Memory.UNSAFE.objectFieldOffset(c, SHADOW);
    return new FieldSite(place, offset, i, layout.fields.size(), null, null);
  }

  /** Where the shadow of the fields that this class declares is; null: it has none. */
  static FieldSite shadowOf(Class<?> c) {
    var layout = of(c.getClassLoader()).get(c.getName());
    if (layout == null || layout.fields.isEmpty()) {
      return null;
    }
    long offset = Memory.UNSAFE.objectFieldOffset(c, SHADOW);
    return new FieldSite(Place.UNKNOWN, offset, 0, layout.fields.size(), null, null);
  }

  private static FieldSite declaredFinal(Class<?> c, String name, Place place) {
    var layout = of(c.getClassLoader()).get(c.getName());
    if (layout == null || !layout.frozen.contains(name)) {
      return null;
    }
    return new FieldSite(place, Memory.UNSAFE.objectFieldOffset(c, FROZEN), 0, 0, null, null);
  }

  private static FieldSite declaredStatic(Class<?> c, String name, Place place) {
    var layout = of(c.getClassLoader()).get(c.getName());
    if (layout != null && layout.others.contains(name)) {
      return new FieldSite(place, -1, 0, 0, null, init(c));
    }
    int i = layout == null ? -1 : layout.statics.indexOf(name);
    if (i >= 0) {
      var side = SideTable.of(c);
      synchronized (side) {
        side.sized(layout.statics.size());
      }
      return new FieldSite(place, -1, i, layout.statics.size(), side, init(c));
    }
    for (var parent : c.getInterfaces()) {
      var found = declaredStatic(parent, name, place);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  static ClassInit init(Class<?> c) {
    var side = SideTable.of(c);
    synchronized (side) {
      if (side.init == null) {
        side.init = new ClassInit();
      }
      return side.init;
    }
  }
}
