// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.ReceiveCase;
import io.heddle.Selector;
import io.heddle.SendCase;
import io.heddle.context.Context;

/** The sieve with every operation in a select against a context, which is cancelled at the end. */
final class SieveContext {
  static void run(int n, int size) throws InterruptedException {
    try (var context = Context.background().withCancel()) {
      Channel<Integer> source = Channel.make();
      go(() -> generate(context, source));
      var selector = new Selector();
      ReceiveCase<Integer> in = selector.receive(source);
      selector.receive(context.done());
      var last = source;
      for (int i = 0; i < n && selector.select() == in; i++) {
        int prime = in.value();
        var from = last;
        Channel<Integer> out = Channel.make();
        go(() -> filter(context, from, out, prime));
        in.channel(out);
        last = out;
      }
    }
  }

  private static void generate(Context context, Channel<Integer> to) throws InterruptedException {
    var selector = new Selector();
    SendCase<Integer> out = selector.send(to);
    selector.receive(context.done());
    for (int i = 2; ; i++) {
      out.offer(i);
      if (selector.select() != out) {
        return;
      }
    }
  }

  private static void filter(Context context, Channel<Integer> from, Channel<Integer> to, int prime)
      throws InterruptedException {
    var receiving = new Selector();
    ReceiveCase<Integer> in = receiving.receive(from);
    receiving.receive(context.done());
    var sending = new Selector();
    SendCase<Integer> out = sending.send(to);
    sending.receive(context.done());
    while (receiving.select() == in) {
      int v = in.value();
      if (v % prime != 0) {
        out.offer(v);
        if (sending.select() != out) {
          return;
        }
      }
    }
  }

  private SieveContext() {}
}
