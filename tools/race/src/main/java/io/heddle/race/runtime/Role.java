// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** As what an object orders: each role of it has a {@link SyncVar} of its own. */
final class Role {
  static final int MONITOR = 0;

  /** A lock, a queue, a future, a task: what is asked for by its identity. */
  static final int ORDER = 1;

  /** What readers released to a read-write lock. */
  static final int READERS = 2;

  /** VarHandles, updaters and atomics, of which it is not known which field they mean. */
  static final int ANY = 3;

  /** An interrupt. */
  static final int INTERRUPT = 4;

  /** A channel's close. */
  static final int CLOSE = 5;

  /** From here on: volatile fields, by a hash of their names. */
  static final int FIRST_VOLATILE = 16;

  private Role() {}
}
