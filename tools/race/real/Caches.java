// SPDX-License-Identifier: Apache-2.0
package real;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** Caffeine, smaller than what is asked for. */
class Caches {
  public static void main(String[] args) {
    var cache = Caffeine.newBuilder().maximumSize(100).recordStats().build(k -> "value " + k);
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 4; t++) {
        threads.execute(() -> {
          for (int i = 0; i < 20_000; i++) {
            cache.get(ThreadLocalRandom.current().nextInt(300));
          }
        });
      }
    }
    System.out.println(cache.stats().requestCount() + " requests");
  }
}
