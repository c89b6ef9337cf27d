// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.api.ServerInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The servers of one cluster, in the order in which they are to be tried. */
final class Servers {
  /*
   * Each that we come to tells us of the others, which is how to get there when it has gone.
   * The monitor guards the list.
   */
  private final String scheme;
  private final LinkedHashSet<String> urls;

  Servers(List<String> urls) {
    this.scheme = urls.getFirst().replaceAll(":.*", "");
    this.urls = new LinkedHashSet<>(urls);
  }

  synchronized List<String> order() {
    return new ArrayList<>(urls);
  }

  synchronized void learn(ServerInfo info) {
    for (var at : info.getConnectURLs()) {
      urls.add(scheme + "://" + at);
    }
  }

  /** The first one has failed: it comes last. */
  synchronized void rotate() {
    urls.addLast(urls.removeFirst());
  }
}
