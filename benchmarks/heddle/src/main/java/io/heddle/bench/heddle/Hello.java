// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import static io.heddle.Go.go;

import io.heddle.Go;

/** The smallest program: what it takes to start. */
public final class Hello {
  public static void main(String[] args) throws Exception {
    Go.run(() -> go(() -> System.out.println("hello")).join());
  }

  private Hello() {}
}
