// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;

/** All places, by their number. */
public final class Places {
  /*
   * Written under the lock, read without: an element is stored before anybody has its number.
   * More than fit into an Epoch word are all the unknown place.
   * Number: odd for a place in a leaf, so that the hooks need not look a place up.
   */
  private static volatile Place[] all = new Place[1024];
  private static int nextLeaf = 1;
  private static int next = 2;

  private Places() {}

  public static synchronized Place add(
      String what, String method, boolean isLeaf, boolean isAtomic) {
    int id = isLeaf ? nextLeaf : next;
    if (id > Epoch.SITE_MASK) {
      return Place.UNKNOWN;
    }
    if (isLeaf) {
      nextLeaf += 2;
    } else {
      next += 2;
    }
    var places = all;
    if (id >= places.length) {
      places = Arrays.copyOf(places, places.length * 2);
    }
    var place = new Place(id, what, method, isLeaf, isAtomic);
    places[id] = place;
    all = places;
    return place;
  }

  /** The method of this place does not say that it was entered. */
  static boolean isLeaf(int id) {
    return (id & 1) != 0;
  }

  static Place get(int id) {
    var places = all;
    var place = id < places.length ? places[id] : null;
    return place == null ? Place.UNKNOWN : place;
  }
}
