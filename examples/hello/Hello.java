// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;

/**
 * The first goroutine. {@code go} starts it and returns at once, so both greetings may come in
 * either order. The program is over when main returns, whoever else still runs: hence the join.
 */
public class Hello {
  static void sayHello() {
    System.out.println("Hello from a goroutine!");
  }

  public static void main(String[] args) throws Exception {
    var hello = go(Hello::sayHello);

    System.out.println("Hello from main!");

    hello.join(); // waits for the goroutine's end
  }
}
