// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.ReceiveCase;
import io.heddle.Selector;
import io.heddle.bench.harness.Spin;
import io.heddle.sync.WaitGroup;
import java.util.ArrayList;

/** Choices among channels, in the loop form. */
final class Selects {
  static void ofThree(int n, int size) throws InterruptedException {
    var a = source(n / 3);
    var b = source(n / 3);
    var c = source(n / 3);
    var selector = new Selector();
    ReceiveCase<Integer> fromA = selector.receive(a);
    ReceiveCase<Integer> fromB = selector.receive(b);
    ReceiveCase<Integer> fromC = selector.receive(c);
    long sum = 0;
    for (int i = 0; i < n / 3 * 3; i++) {
      var ready = selector.select();
      if (ready == fromA) {
        sum += fromA.value();
      } else if (ready == fromB) {
        sum += fromB.value();
      } else {
        sum += fromC.value();
      }
    }
    Spin.keep(sum);
  }

  private static Channel<Integer> source(int n) {
    Channel<Integer> c = Channel.make();
    go(() -> {
      for (int i = 0; i < n; i++) {
        c.send(i);
      }
    });
    return c;
  }

  static void withDefault(int n, int size) {
    Channel<Integer> a = Channel.make();
    Channel<Integer> b = Channel.make();
    var selector = new Selector();
    selector.receive(a);
    selector.receive(b);
    int idle = 0;
    for (int i = 0; i < n; i++) {
      if (selector.trySelect() == null) {
        idle++;
      }
    }
    Spin.keep(idle);
  }

  static void amongMany(int n, int size) throws InterruptedException {
    var channels = new ArrayList<Channel<Integer>>();
    var selector = new Selector();
    for (int i = 0; i < size; i++) {
      Channel<Integer> c = Channel.make(1);
      channels.add(c);
      selector.receive(c);
    }
    long sum = 0;
    for (int i = 0; i < n; i++) {
      channels.get((int) (i * 7919L % size)).send(i);
      sum += (Integer) ((ReceiveCase<?>) selector.select()).value();
    }
    Spin.keep(sum);
  }

  /** {@code size} goroutines, each with a channel of its own and one that all share. */
  static void withDone(int n, int size) throws InterruptedException {
    Channel<Integer> done = Channel.make();
    var own = new ArrayList<Channel<Integer>>();
    var ended = new WaitGroup();
    for (int i = 0; i < size; i++) {
      Channel<Integer> c = Channel.make();
      own.add(c);
      ended.go(() -> receiveUntil(done, c));
    }
    for (int i = 0; i < n; i++) {
      own.get(i % size).send(i);
    }
    done.close();
    ended.await();
  }

  private static void receiveUntil(Channel<Integer> done, Channel<Integer> own)
      throws InterruptedException {
    var selector = new Selector();
    ReceiveCase<Integer> value = selector.receive(own);
    selector.receive(done);
    long sum = 0;
    while (selector.select() == value) {
      sum += value.value();
    }
    Spin.keep(sum);
  }

  private Selects() {}
}
