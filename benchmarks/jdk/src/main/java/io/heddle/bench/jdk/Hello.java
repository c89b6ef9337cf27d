// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jdk;

/** The smallest program: what it takes to start. */
public final class Hello {
  public static void main(String[] args) throws InterruptedException {
    Thread.startVirtualThread(() -> System.out.println("hello")).join();
  }

  private Hello() {}
}
