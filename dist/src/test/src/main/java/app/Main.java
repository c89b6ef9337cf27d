// SPDX-License-Identifier: Apache-2.0
package app;

import io.heddle.Channel;
import io.heddle.Go;

/** Runs on the class path and as a module. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    var greetings = Channel.<String>make();
    Go.go(() -> greetings.send("hello from " + Thread.currentThread().getClass().getSimpleName()));
    System.out.println(greetings.receive());
  }
}
