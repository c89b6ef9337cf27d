// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import org.junit.jupiter.params.provider.Arguments;

/**
 * A small program with a race, and one that looks like it and has none.
 *
 * @param where a part of what the report calls the variable
 */
record Twin(String name, String where, Program racy, Program clean) {
  /** What the main thread of a program does. */
  interface Program {
    void run(Crew crew) throws Throwable;
  }

  /** What the other threads do. */
  interface Part {
    void run() throws Throwable;
  }

  /** Starts the other threads of a program, and waits for them when it is over. */
  interface Crew {
    /** Starts one, and gives what {@code join} can be called on. */
    Thread go(Part part);

    /** Starts two that do the same. */
    default void two(Part part) {
      go(part);
      go(part);
    }

    /** Starts both, at once or one behind the other. */
    default void both(Part one, Part other) {
      go(one);
      go(other);
    }
  }

  static Arguments twin(String name, String where, Program racy, Program clean) {
    return Arguments.argumentSet(name, new Twin(name, where, racy, clean));
  }

  /** The same program, with the edge or without. */
  interface Either {
    void run(Crew crew, boolean inTime) throws Throwable;
  }

  static Arguments either(String name, Either program) {
    return twin(name, "Box.value", c -> program.run(c, false), c -> program.run(c, true));
  }
}
