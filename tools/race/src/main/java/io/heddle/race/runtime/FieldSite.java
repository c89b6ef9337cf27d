// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/**
 * An instruction that accesses a field, as far as it is known once its class is: a constant of that
 * instruction.
 *
 * @param offset of the field that holds the object's shadow; -1 where there is none
 * @param index of the variable in the shadow
 * @param count of the variables in the shadow
 * @param statics where the shadow is, for static fields
 * @param init for static fields: what the class's initialiser did
 */
record FieldSite(Place place, long offset, int index, int count, Side statics, ClassInit init) {
  /*
   * A record, because the JIT trusts the fields of records: with the constant known, offset and index
   * are constants, too.
   */
  static final FieldSite NONE = new FieldSite(Place.UNKNOWN, -1, 0, 0, null, null);
}
