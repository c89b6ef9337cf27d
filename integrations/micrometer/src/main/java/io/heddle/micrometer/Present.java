// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

/** What is on the class path and what is not. */
final class Present {
  private Present() {}

  static boolean is(String className) {
    try {
      Class.forName(className, false, Present.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
