// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

/**
 * How requests are served.
 *
 * @param limit how many goroutines may run at once; as many requests more may wait, and further
 *     ones are refused
 */
public record Serve(int limit) {
  public Serve {
    Names.atLeastOne(limit, "limit");
  }

  /** At most {@code n} requests at once. */
  public static Serve limit(int n) {
    return new Serve(n);
  }
}
