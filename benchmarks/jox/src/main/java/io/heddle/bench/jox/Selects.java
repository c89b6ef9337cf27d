// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jox;

import static com.softwaremill.jox.Select.defaultClause;
import static com.softwaremill.jox.Select.select;
import static io.heddle.bench.jox.Threads.start;

import com.softwaremill.jox.Channel;
import io.heddle.bench.harness.Spin;

/** Choices among channels; a clause may be used again. */
final class Selects {
  static void ofThree(int n, int size) throws InterruptedException {
    var a = source(n / 3).receiveClause();
    var b = source(n / 3).receiveClause();
    var c = source(n / 3).receiveClause();
    long sum = 0;
    for (int i = 0; i < n / 3 * 3; i++) {
      sum += select(a, b, c);
    }
    Spin.keep(sum);
  }

  private static Channel<Integer> source(int n) {
    Channel<Integer> c = Channel.newRendezvousChannel();
    start(() -> {
      for (int i = 0; i < n; i++) {
        c.send(i);
      }
    });
    return c;
  }

  static void withDefault(int n, int size) throws InterruptedException {
    Channel<Integer> a = Channel.newRendezvousChannel();
    Channel<Integer> b = Channel.newRendezvousChannel();
    var fromA = a.receiveClause();
    var fromB = b.receiveClause();
    var otherwise = defaultClause(-1);
    int idle = 0;
    for (int i = 0; i < n; i++) {
      if (select(fromA, fromB, otherwise) == -1) {
        idle++;
      }
    }
    Spin.keep(idle);
  }

  private Selects() {}
}
