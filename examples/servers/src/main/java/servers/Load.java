// SPDX-License-Identifier: Apache-2.0
package servers;

import io.heddle.sync.WaitGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that ask as fast as they can, each in a goroutine, until they are stopped or nobody
 * accepts.
 */
final class Load {
  private final String kind;
  private final int port;
  private final String path;
  private final WaitGroup clients = new WaitGroup();
  private final ConcurrentLinkedQueue<List<Long>> nanos = new ConcurrentLinkedQueue<>();
  private volatile boolean isStopped;

  final AtomicInteger answered = new AtomicInteger();
  final AtomicInteger refused = new AtomicInteger();
  final ConcurrentLinkedQueue<IOException> wrong = new ConcurrentLinkedQueue<>();

  Load(String kind, int port, String path) {
    this.kind = kind;
    this.port = port;
    this.path = path;
  }

  Load start(int count) {
    for (int i = 0; i < count; i++) {
      clients.go(this::ask);
    }
    return this;
  }

  private void ask() {
    var times = new ArrayList<Long>();
    while (!isStopped) {
      try (var client = Client.connect(kind, port)) {
        while (!isStopped) {
          long begin = System.nanoTime();
          try {
            if (!client.get(path)) {
              refused.incrementAndGet();
              break;
            }
          } catch (IOException e) {
            wrong.add(e);
            break;
          }
          answered.incrementAndGet();
          times.add(System.nanoTime() - begin);
        }
      } catch (IOException e) {
        break; // nobody accepts any more
      }
    }
    nanos.add(times);
  }

  /** Waits for the answers that are on their way. */
  void stop() throws InterruptedException {
    isStopped = true;
    clients.await();
  }

  /** After the stop. */
  long quantileMicros(double share) {
    long[] all = nanos.stream().flatMap(List::stream).mapToLong(Long::longValue).sorted().toArray();
    return all.length == 0 ? 0 : all[(int) (share * (all.length - 1))] / 1_000;
  }
}
