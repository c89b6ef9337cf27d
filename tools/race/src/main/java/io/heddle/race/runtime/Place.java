// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/**
 * A place in the program that accesses a variable or calls something: what stands for it in the
 * code is a constant.
 *
 * @param id names it in {@link Epoch} words
 * @param what what is accessed there, as a report says it; null for a call
 * @param method as a stack trace writes it, {@code Main.lambda$main$0(Main.java:20)}
 * @param isLeaf the method calls nothing, and so does not say that it was entered
 * @param isAtomic two such accesses are no race: opaque ones
 */
public record Place(int id, String what, String method, boolean isLeaf, boolean isAtomic) {
  /** What it says where nothing else is known. */
  static final Place UNKNOWN = new Place(0, null, "[unknown place]", false, false);
}
