// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;

/** The field sites of classes from before Java 11, by the number of their place. */
final class OldSites {
  private static volatile FieldSite[] sites = new FieldSite[1024];

  private OldSites() {}

  static FieldSite of(int place, Class<?> owner, String name, int kind) {
    var all = sites;
    var found = place < all.length ? all[place] : null;
    return found != null ? found : add(place, owner, name, kind);
  }

  private static synchronized FieldSite add(int place, Class<?> owner, String name, int kind) {
    if (place == 0) {
      return FieldSite.NONE; // there are too many places
    }
    var all = sites;
    if (place >= all.length) {
      all = Arrays.copyOf(all, Math.max(place + 1, all.length * 2));
    }
    all[place] = Layouts.resolve(owner, name, kind, Places.get(place));
    sites = all;
    return all[place];
  }
}
