// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.ArrayList;
import java.util.List;

/** Objects that the JVM has copied: {@code Object.clone}. */
final class Copies {
  /*
   * A copy gets the fields of the original, so also the one that refers to its shadow: it must get one of its
   * own, or accesses of the two would be taken for accesses of one. Its other fields were read in the
   * original, and written in the copy by who made it.
   * Whoever made the copy itself, by a constructor, has given it a shadow already: that stays.
   * Checked by: CorpusTest, AlikeTest.
   */
  private static final ClassValue<List<FieldSite>> SHADOWS =
      new ClassValue<>() {
        @Override
        protected List<FieldSite> computeValue(Class<?> type) {
          List<FieldSite> found = new ArrayList<>();
          for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            var shadow = Layouts.shadowOf(c);
            if (shadow != null) {
              found.add(shadow);
            }
          }
          return List.copyOf(found);
        }
      };

  private Copies() {}

  static void made(ThreadState s, Object copy, Object original, int place) {
    if (copy.getClass() != original.getClass()) {
      return;
    }
    for (var f : SHADOWS.get(copy.getClass())) {
      var shadow = Memory.UNSAFE.getReference(copy, f.offset());
      if (shadow != Memory.UNSAFE.getReference(original, f.offset())) {
        continue;
      }
      Memory.UNSAFE.putReference(copy, f.offset(), null);
      long[] w = Alike.own(original, f);
      for (int i = 0; w != null && i < f.count(); i++) {
        Shadow.read(s, w, f.count(), i, place, original, f.offset(), null);
      }
    }
  }
}
