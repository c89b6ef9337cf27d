// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key for values of a {@link Context}. Keys are compared by identity; the name is only for {@code
 * toString}. In Go, a value of an unexported type.
 *
 * @param <V> the type of the value
 */
public final class Key<V extends @Nullable Object> {
  private final String name;

  /**
   * Makes a new key.
   *
   * @param name a name for {@code toString}
   */
  public Key(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * Makes a new key.
   *
   * @param <V> the type of the value
   * @param name a name for {@code toString}
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
