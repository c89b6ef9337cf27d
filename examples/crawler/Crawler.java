// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;

import io.heddle.Channel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Crawls a site: every page is fetched by a goroutine of its own, with the JDK's blocking HTTP
 * client, and sends the links it found to main. Main alone knows what has been seen, so nothing
 * needs a lock. A buffered channel bounds how many fetch at once: a place in it is the permission.
 */
public class Crawler {
  static final int AT_ONCE = 20;
  private static final Pattern LINK = Pattern.compile("href='([^']*)'");

  record Page(URI uri, int status, List<URI> links) {}

  private static final HttpClient client = HttpClient.newHttpClient();

  static Page fetch(URI uri) throws IOException, InterruptedException {
    var response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    var links = LINK.matcher(response.body()).results().map(m -> uri.resolve(m.group(1))).toList();
    return new Page(uri, response.statusCode(), links);
  }

  public static void main(String[] args) throws Exception {
    int pages = pages(args);
    var delay = Duration.ofMillis(20);
    var site = new Site(pages, delay);
    long startedAt = System.nanoTime();

    var fetched = Channel.<Page>make();
    var fetching = Channel.<URI>make(AT_ONCE);
    var seen = new HashSet<URI>();
    var found = List.of(site.start());
    int good = 0;
    int open = 0; // pages asked for and not yet received
    while (true) {
      for (URI uri : found) {
        if (seen.add(uri)) {
          open++;
          go(() -> {
            fetching.send(uri); // waits while AT_ONCE others fetch
            var page = fetch(uri);
            fetching.receive();
            fetched.send(page);
          });
        }
      }
      if (open == 0) {
        break;
      }
      var page = fetched.receive();
      open--;
      if (page.status() == 200) {
        good++;
      } else {
        System.out.println("dead link: " + page.uri().getPath() + " (" + page.status() + ")");
      }
      found = page.links();
    }

    double seconds = (System.nanoTime() - startedAt) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d pages in %.1f s; one after the other they would take %.1f s at least%n",
        good,
        seconds,
        pages * delay.toMillis() / 1000.0);
  }

  private static int pages(String[] args) {
    var text = args.length == 0 ? "500" : args[0];
    if (!text.matches("[1-9][0-9]{0,4}")) {
      System.err.println("usage: Crawler [how many pages the site has, 500 if not given]");
      System.exit(2);
    }
    return Integer.parseInt(text);
  }
}
