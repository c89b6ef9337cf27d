// SPDX-License-Identifier: Apache-2.0
package io.heddle.jcstress;

/** For actors, which must not declare exceptions: what is thrown fails the test. */
public final class Unchecked {
  /** What an actor does. */
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }

  private Unchecked() {}

  public static void unchecked(Body body) {
    try {
      body.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
