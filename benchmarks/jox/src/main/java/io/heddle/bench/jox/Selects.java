// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jox;

import static com.softwaremill.jox.Select.defaultClause;
import static com.softwaremill.jox.Select.select;
import static io.heddle.bench.jox.Threads.start;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.SelectClause;
import io.heddle.bench.harness.Spin;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;

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

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of clauses
  static void amongMany(int n, int size) throws InterruptedException {
    var channels = new ArrayList<Channel<Integer>>();
    SelectClause<Integer>[] clauses = new SelectClause[size];
    for (int i = 0; i < size; i++) {
      Channel<Integer> c = Channel.newBufferedChannel(1);
      channels.add(c);
      clauses[i] = c.receiveClause();
    }
    long sum = 0;
    for (int i = 0; i < n; i++) {
      channels.get((int) (i * 7919L % size)).send(i);
      sum += select(clauses);
    }
    Spin.keep(sum);
  }

  /** {@code size} threads, each with a channel of its own and one that all share. */
  static void withDone(int n, int size) throws InterruptedException {
    Channel<Integer> done = Channel.newBufferedChannel(size);
    var own = new ArrayList<Channel<Integer>>();
    var ended = new CountDownLatch(size);
    for (int i = 0; i < size; i++) {
      Channel<Integer> c = Channel.newRendezvousChannel();
      own.add(c);
      start(() -> {
        var value = c.receiveClause();
        var end = done.receiveClause();
        long sum = 0;
        for (int v = select(value, end); v >= 0; v = select(value, end)) {
          sum += v;
        }
        Spin.keep(sum);
        ended.countDown();
      });
    }
    for (int i = 0; i < n; i++) {
      own.get(i % size).send(i);
    }
    for (int i = 0; i < size; i++) {
      done.send(-1);
    }
    ended.await();
  }

  private Selects() {}
}
