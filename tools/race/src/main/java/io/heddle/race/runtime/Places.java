// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;

/** All places, by their number. */
public final class Places {
  /*
   * Written under the lock, read without: an element is stored before anybody has its number.
   * More than fit into an Epoch word are all the unknown place.
   */
  private static volatile Place[] all = new Place[1024];
  private static int used = 1;

  private Places() {}

  public static synchronized Place add(
      String what, String method, boolean isLeaf, boolean isAtomic) {
    if (used > Epoch.SITE_MASK) {
      return Place.UNKNOWN;
    }
    var places = all;
    if (used == places.length) {
      places = Arrays.copyOf(places, used * 2);
    }
    var place = new Place(used, what, method, isLeaf, isAtomic);
    places[used++] = place;
    all = places;
    return place;
  }

  static Place get(int id) {
    var places = all;
    var place = id < places.length ? places[id] : null;
    return place == null ? Place.UNKNOWN : place;
  }
}
