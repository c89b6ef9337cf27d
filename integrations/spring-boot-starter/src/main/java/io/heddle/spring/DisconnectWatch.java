// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import io.heddle.Go;
import io.heddle.context.CancelContext;
import io.heddle.time.Time;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Cancels the context of a request whose client has hung up. */
final class DisconnectWatch {
  /*
   * No servlet container tells a handler that its client is gone: while a request is handled nobody reads
   * from its connection, and whoever did would take the next request's bytes. The kernel knows: it
   * lists the state of each connection in /proc/net/tcp. A client that has closed its side leaves it in
   * CLOSE_WAIT; one that has reset it, nothing. As in Go, closing only the sending side counts.
   * A goroutine looks twice a second while there are requests that were there at its last look; a
   * short request is never looked for. What was not seen in the list (behind a proxy whose
   * headers replace the client's address, in another namespace) is never cancelled.
   */
  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final String CLOSE_WAIT = "08";
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  private final Set<Watched> all = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isLooking = new AtomicBoolean();

  private DisconnectWatch() {}

  /** Null where the kernel does not tell. */
  static @Nullable DisconnectWatch create() {
    return Files.isReadable(TABLES.getFirst()) ? new DisconnectWatch() : null;
  }

  private static final class Watched implements AutoCloseable {
    final CancelContext context;
    final String address;
    final String ports;
    boolean wasSeen;
    boolean isSeen;
    boolean isOld;

    Watched(CancelContext context, String address, int localPort, int remotePort) {
      this.context = context;
      this.address = address;
      ports = hex(localPort) + ":" + hex(remotePort);
    }

    @Override
    public void close() {
      context.cancel(new IOException("the client has hung up"));
    }
  }

  /** To be given to {@link #remove} at the request's end. */
  AutoCloseable add(ServletRequest request, CancelContext context) {
    var watched =
        new Watched(
            context, request.getRemoteAddr(), request.getLocalPort(), request.getRemotePort());
    all.add(watched);
    if (!isLooking.get() && isLooking.compareAndSet(false, true)) {
      Go.go("disconnects", this::look);
    }
    return watched;
  }

  void remove(AutoCloseable watched) {
    all.remove((Watched) watched);
  }

  private void look() throws InterruptedException {
    int idle = 0;
    while (idle < 10) {
      Time.sleep(PERIOD);
      var old = all.stream().filter(w -> w.isOld).toList();
      all.forEach(w -> w.isOld = true);
      if (!old.isEmpty()) {
        compare(old);
      }
      idle = all.isEmpty() ? idle + 1 : 0;
    }
    isLooking.set(false);
    if (!all.isEmpty() && isLooking.compareAndSet(false, true)) {
      Go.go("disconnects", this::look);
    }
  }

  private void compare(Collection<Watched> requests) {
    var states = new HashMap<String, String>();
    try {
      for (var table : TABLES) {
        if (Files.isReadable(table)) {
          Files.readAllLines(table).forEach(line -> note(line, states));
        }
      }
    } catch (IOException e) {
      return; // at the next look
    }
    for (var w : requests) {
      var state = state(w, states);
      w.isSeen = state != null;
      if (w.isSeen ? CLOSE_WAIT.equals(state) : w.wasSeen) {
        if (all.remove(w)) {
          w.close();
        }
      }
      w.wasSeen |= w.isSeen;
    }
  }

  /** A line: number, local address and port, remote address and port, state, … */
  private static void note(String line, HashMap<String, String> states) {
    var f = line.strip().split("\\s+");
    if (f.length > 3 && f[1].indexOf(':') > 0 && f[2].indexOf(':') > 0) {
      var local = f[1].substring(f[1].indexOf(':') + 1);
      int colon = f[2].indexOf(':');
      states.put(local + f[2].substring(colon) + " " + f[2].substring(0, colon), f[3]);
    }
  }

  private static @Nullable String state(Watched w, HashMap<String, String> states) {
    byte[] bytes;
    try {
      bytes = InetAddress.ofLiteral(w.address).getAddress();
    } catch (IllegalArgumentException e) {
      return null;
    }
    var words = new StringBuilder();
    for (int word = 0; word < bytes.length; word += 4) {
      for (int i = 3; i >= 0; i--) {
        words.append(HexFormat.of().withUpperCase().toHexDigits(bytes[word + i]));
      }
    }
    var state = states.get(w.ports + " " + words);
    return state != null || bytes.length > 4
        ? state
        : states.get(w.ports + " 0000000000000000FFFF0000" + words); // an IPv6 socket
  }

  private static String hex(int port) {
    return HexFormat.of().withUpperCase().toHexDigits((short) port);
  }
}
