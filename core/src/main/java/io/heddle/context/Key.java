// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a value of a {@link Context} is found by. Two keys are equal only if they are the same
 * object; the name is for people.
 *
 * @param <V> the value's type
 */
public final class Key<V extends @Nullable Object> {
  private final String name;

  /**
   * Makes a key like no other.
   *
   * @param name for people
   */
  public Key(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * Makes a key like no other.
   *
   * @param <V> the value's type
   * @param name for people
   * @return a new key
   */
  public static <V extends @Nullable Object> Key<V> of(String name) {
    return new Key<>(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
