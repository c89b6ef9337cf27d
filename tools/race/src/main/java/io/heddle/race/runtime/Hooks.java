// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.lang.invoke.MethodHandles;
import jdk.internal.vm.annotation.ForceInline;

/**
 * What rewritten code calls, through a class of the same methods in {@code java.lang}, which every
 * class loader can see.
 */
public final class Hooks {
  /*
   * No type of the detector is in a signature, for rewritten classes don't see them. `state` is the
   * thread's: a frame belongs to one thread for ever, so a method asks for it once. `depth` is that of
   * the frame: what it sets is right again after an exception has left frames above.
   */
  private Hooks() {}

  /** Nothing is watched any more. */
  public static boolean isOff() {
    return Detector.isOff();
  }

  /** A hook needed memory and there is none. */
  public static void outOfMemory() {
    Detector.stop(Detector.NO_MEMORY);
  }

  // ---- frames ----

  @ForceInline
  public static Object enter() {
    var s = ThreadState.current();
    s.enter();
    return s;
  }

  /** A method that calls nothing does not say that it was entered. */
  @ForceInline
  public static Object state() {
    return ThreadState.current();
  }

  @ForceInline
  public static int depth(Object state) {
    return ((ThreadState) state).depth;
  }

  @ForceInline
  public static void exit(Object state, int depth) {
    ((ThreadState) state).depth = depth - 1;
  }

  /** An exception was caught here. */
  @ForceInline
  public static void caught(Object state, int depth) {
    ((ThreadState) state).depth = depth;
  }

  @ForceInline
  public static void call(Object state, int depth, int place) {
    var s = (ThreadState) state;
    s.depth = depth;
    int[] calls = s.calls;
    if (depth < calls.length) {
      calls[depth] = place;
    }
  }

  // ---- variables ----

  /** Bootstrap method of the constant that stands for the access of a field. */
  public static Object field(
      MethodHandles.Lookup lookup,
      String name,
      Class<?> type,
      Class<?> owner,
      int kind,
      int place) {
    return Layouts.resolve(owner, name, kind, Places.get(place));
  }

  @ForceInline
  public static void readField(Object object, Object state, Object site) {
    var f = (FieldSite) site;
    if (f.offset() >= 0 && object != null) {
      var s = (ThreadState) state;
      if (Memory.UNSAFE.getReference(object, f.offset()) instanceof long[] w) {
        Shadow.read(s, w, f.count(), f.index(), f.place().id(), object, f.offset(), null);
      } else {
        Alike.read(s, object, f);
      }
    }
  }

  @ForceInline
  public static void writeField(Object object, Object state, Object site) {
    var f = (FieldSite) site;
    if (f.offset() >= 0 && object != null) {
      var s = (ThreadState) state;
      if (Memory.UNSAFE.getReference(object, f.offset()) instanceof long[] w) {
        Shadow.write(s, w, f.count(), f.index(), f.place().id(), object, f.offset(), null);
      } else {
        Alike.write(s, object, f);
      }
    }
  }

  /** Through a handle, whose place is not the site's. */
  static void access(
      ThreadState s, Object object, FieldSite f, int place, boolean isWrite, Object of) {
    long[] w = Alike.own(object, f);
    if (w == null) {
      return;
    }
    if (isWrite) {
      Shadow.write(s, w, f.count(), f.index(), place, object, f.offset(), of);
    } else {
      Shadow.read(s, w, f.count(), f.index(), place, object, f.offset(), of);
    }
  }

  /** The time of the thread whose constructor ends. */
  public static long now(Object state) {
    var s = (ThreadState) state;
    return s.mark();
  }

  /** A final field that refers to something is about to be read. */
  @ForceInline
  public static void readFinal(Object object, Object state, Object site) {
    var f = (FieldSite) site;
    if (f.offset() >= 0 && object != null) {
      var s = (ThreadState) state;
      long frozen = Memory.UNSAFE.getLong(object, f.offset());
      if (!s.clock.knows(frozen)) {
        Frozen.learn(s, frozen);
      }
    }
  }

  /** The object's fields were copied, and with them its shadow. */
  public static void cloned(Object copy, Object original, Object state, int place) {
    if (copy != null && copy != original) {
      Copies.made((ThreadState) state, copy, original, place);
    }
  }

  // In classes from before Java 11, which have no such constants, the place stands for the site.

  public static void readFieldAt(
      Object object, Object state, int place, Class<?> owner, String name) {
    readField(object, state, OldSites.of(place, owner, name, Layouts.FIELD));
  }

  public static void writeFieldAt(
      Object object, Object state, int place, Class<?> owner, String name) {
    writeField(object, state, OldSites.of(place, owner, name, Layouts.FIELD));
  }

  public static void readFinalAt(
      Object object, Object state, int place, Class<?> owner, String name) {
    readFinal(object, state, OldSites.of(place, owner, name, Layouts.FINAL));
  }

  public static void readStaticAt(Object state, int place, Class<?> owner, String name) {
    readStatic(state, OldSites.of(place, owner, name, Layouts.STATIC));
  }

  public static void writeStaticAt(Object state, int place, Class<?> owner, String name) {
    writeStatic(state, OldSites.of(place, owner, name, Layouts.STATIC));
  }

  @ForceInline
  public static void readStatic(Object state, Object site) {
    var f = (FieldSite) site;
    if (f.init() != null) {
      f.init().use((ThreadState) state);
    }
    if (f.statics() != null) {
      f.statics().read((ThreadState) state, f.index(), f.place().id(), null);
    }
  }

  @ForceInline
  public static void writeStatic(Object state, Object site) {
    var f = (FieldSite) site;
    if (f.init() != null) {
      f.init().use((ThreadState) state);
    }
    if (f.statics() != null) {
      f.statics().write((ThreadState) state, f.index(), f.place().id(), null);
    }
  }

  public static void initialises(Object state, Class<?> type) {
    Layouts.init(type).begins((ThreadState) state);
  }

  public static void initialised(Object state, Class<?> type) {
    Layouts.init(type).done((ThreadState) state);
  }

  @ForceInline
  public static void readElement(Object array, int i, Object state, int place) {
    readElement(array, i, state, place, null);
  }

  @ForceInline
  public static void writeElement(Object array, int i, Object state, int place) {
    writeElement(array, i, state, place, null);
  }

  /**
   * The same, in a loop.
   *
   * @param kept what the same instruction was given the last time
   * @return what it is to be given the next time
   */
  @ForceInline
  public static Object readElement(Object array, int i, Object state, int place, Object kept) {
    var s = (ThreadState) state;
    var side = sideOf(s, array, kept);
    if (side != null) {
      if (i >= 0 && i < side.size) {
        side.read(s, i, place, array);
      }
    }
    return side;
  }

  @ForceInline
  public static Object writeElement(Object array, int i, Object state, int place, Object kept) {
    var s = (ThreadState) state;
    var side = sideOf(s, array, kept);
    if (side != null) {
      if (i >= 0 && i < side.size) {
        side.write(s, i, place, array);
      }
    }
    return side;
  }

  @ForceInline
  private static Side sideOf(ThreadState s, Object array, Object kept) {
    if (kept != null && array != null) {
      var side = (Side) kept;
      if (side.refersTo(array)) {
        return side;
      }
    }
    return array == null ? null : s.arrays.sideOf(array);
  }

  /** Several elements of an array at once. */
  public static void readElements(Object array, int from, int to, int place) {
    elements(array, from, to, place, false);
  }

  public static void writeElements(Object array, int from, int to, int place) {
    elements(array, from, to, place, true);
  }

  private static void elements(Object array, int from, int to, int place, boolean isWrite) {
    var s = ThreadState.current();
    var side = array == null || !array.getClass().isArray() ? null : s.arrays.sideOf(array);
    if (side == null) {
      return;
    }
    int end = Math.min(to, side.size);
    for (int i = Math.max(0, from); i < end; i++) {
      if (isWrite) {
        side.write(s, i, place, array);
      } else {
        side.read(s, i, place, array);
      }
    }
  }

  @ForceInline
  public static void readContents(Object o, Object state, int place) {
    if (o != null) {
      Contents.before((ThreadState) state, o, place, false, true);
    }
  }

  /** By a call that takes no lock of its receiver, or of which it is an argument. */
  public static void viewContents(Object o, Object state, int place) {
    if (o != null) {
      Contents.before((ThreadState) state, o, place, false, false);
    }
  }

  @ForceInline
  public static void writeContents(Object o, Object state, int place) {
    if (o != null) {
      Contents.before((ThreadState) state, o, place, true, true);
    }
  }

  /** A map that keeps the order of its uses notes each. */
  public static void touchContents(Object o, Object state, int place) {
    if (o != null) {
      Contents.before((ThreadState) state, o, place, Contents.notesUses(o), true);
    }
  }

  @ForceInline
  public static void calledOn(Object o, Object state) {
    if (o != null) {
      Contents.after((ThreadState) state, o);
    }
  }
}
