// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.inspect.Inspector;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The inspector's page, beside the program: {@code heddle run --http}. */
public final class Http {
  private static final int MOST = 65535;

  private Http() {}

  /**
   * The address that a text names; a port alone is one of this machine.
   *
   * @param remotely whether it may be one that other machines reach
   * @throws IllegalArgumentException if it is none, or may not be
   */
  public static InetSocketAddress address(String text, boolean remotely) {
    int colon = text.lastIndexOf(':');
    var host = colon <= 0 ? "127.0.0.1" : text.substring(0, colon);
    var address = new InetSocketAddress(host, port(text, text.substring(colon + 1)));
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("there is no host " + host);
    }
    if (!remotely && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          text + " can be reached from other machines; if that is meant, add --http-remote");
    }
    return address;
  }

  private static int port(String text, String port) {
    try {
      int n = Integer.parseInt(port);
      if (n >= 0 && n <= MOST) {
        return n;
      }
    } catch (NumberFormatException e) {
      // see below
    }
    throw new IllegalArgumentException("must be HOST:PORT, not " + text);
  }

  static void serve(@Nullable String text) throws UserError {
    if (text == null) {
      return;
    }
    boolean remotely = Boolean.getBoolean("heddle.http.remote");
    try {
      var address = address(text, remotely);
      var _ = remotely ? Inspector.serveRemotely(address) : Inspector.serve(address);
    } catch (IOException e) {
      throw UserError.of(
          "can't serve at " + text + ": " + e.getMessage() + ", choose another port with --http");
    }
  }
}
