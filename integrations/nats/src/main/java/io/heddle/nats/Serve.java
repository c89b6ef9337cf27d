// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

/**
 * How requests are served.
 *
 * @param limit how many requests are served at once, at least 1; as many more may wait, and further
 *     ones are refused as busy
 */
public record Serve(int limit) {
  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public Serve {
    Names.atLeastOne(limit, "limit");
  }

  /**
   * Returns settings that serve at most {@code n} requests at once.
   *
   * @param n at least 1
   * @return the settings
   */
  public static Serve limit(int n) {
    return new Serve(n);
  }
}
