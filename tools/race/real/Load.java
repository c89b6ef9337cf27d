// SPDX-License-Identifier: Apache-2.0
package real;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks a server from several threads. */
class Load {
  static void on(int port, String path) throws Exception {
    var good = new AtomicInteger();
    try (var client = HttpClient.newHttpClient();
        var threads = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 4; t++) {
        threads.submit(() -> {
          for (int i = 0; i < 150; i++) {
            var uri = URI.create("http://localhost:" + port + path + "?n=" + i);
            var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            if (answer.statusCode() == 200 && answer.body().contains("hello")) {
              good.incrementAndGet();
            }
          }
          return null;
        });
      }
    }
    System.out.println(good + " good answers");
    if (good.get() != 600) {
      System.exit(1);
    }
  }
}
