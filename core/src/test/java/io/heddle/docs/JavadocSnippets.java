// SPDX-License-Identifier: Apache-2.0
package io.heddle.docs;

import static io.heddle.Go.go;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.timeout;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.Selector;
import io.heddle.context.Context;
import java.time.Duration;
import java.util.function.Consumer;

/** The code of the javadoc's snippets. */
final class JavadocSnippets {
  private JavadocSnippets() {}

  static String start() throws Exception {
    // @start region="go"
    var greetings = Channel.<String>make();
    go(() -> greetings.send("hello"));
    String greeting = greetings.receive();
    // @end
    return greeting;
  }

  static String choose(ReceiveChannel<Integer> a, ReceiveChannel<Integer> b) throws Exception {
    // @start region="select"
    String s =
        select(
            receive(a, v -> "a" + v),
            receive(b, v -> "b" + v),
            timeout(Duration.ofSeconds(1), () -> "late"));
    // @end
    return s;
  }

  static void loop(ReceiveChannel<String> jobs, Context ctx, Consumer<String> work)
      throws InterruptedException {
    // @start region="selector"
    var selector = new Selector();
    var job = selector.receive(jobs);
    var quit = selector.receive(ctx.done());
    while (true) {
      var ready = selector.select();
      if (ready == quit || job.closed()) {
        return;
      }
      work.accept(job.value());
    }
    // @end
  }
}
