// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import com.sun.net.httpserver.Headers;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may ask: who knows the token, from a page of ours or none, by a name of this machine's. */
final class Access {
  /*
   * Host:   against a name of somebody else's that has been made to point to this machine: only literal
   *         addresses and localhost are names that nobody else can give away.
   * Origin: a page of somebody else's, and one without an origin ("null": a file, a sandbox), may make the
   *         browser send the cookie along; SameSite keeps that one back, this the rest.
   * Token:  128 bits, compared in constant time.
   */
  private static final int TOKEN_BYTES = 16;

  private final String token;
  private final int port;
  private final Set<String> hosts;
  private final boolean isRemote;

  Access(InetSocketAddress bound) {
    var bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    token = HexFormat.of().formatHex(bytes);
    port = bound.getPort();
    isRemote = !bound.getAddress().isLoopbackAddress();
    hosts = Set.of("localhost", "127.0.0.1", "[::1]");
  }

  String token() {
    return token;
  }

  String cookie() {
    return "heddle-" + port + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
  }

  /** True if the request names this machine, and comes from no page of somebody else's. */
  boolean isFromHere(Headers request) {
    var host = only(request, "Host");
    if (host == null || !isOurs(host)) {
      return false;
    }
    if (!request.containsKey("Origin")) {
      return true;
    }
    var origin = only(request, "Origin");
    return origin != null && origin.equals("http://" + host);
  }

  private static @Nullable String only(Headers request, String name) {
    var all = request.get(name);
    return all != null && all.size() == 1 ? all.getFirst() : null;
  }

  private boolean isOurs(String hostAndPort) {
    var host = hostAndPort.toLowerCase(Locale.ROOT);
    int colon = host.lastIndexOf(':');
    if (colon > host.lastIndexOf(']')) {
      if (!host.substring(colon + 1).equals(Integer.toString(port))) {
        return false;
      }
      host = host.substring(0, colon);
    } else if (port != 80) {
      return false;
    }
    return hosts.contains(host) || isRemote && isLiteral(host);
  }

  private static boolean isLiteral(String host) {
    return host.matches("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
  }

  /** True if this is the token. */
  boolean isToken(@Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /** True if the request's cookie or bearer token is right. */
  boolean isKnown(Headers request) {
    var bearer = only(request, "Authorization");
    if (bearer != null && bearer.startsWith("Bearer ") && isToken(bearer.substring(7).strip())) {
      return true;
    }
    for (var line : request.getOrDefault("Cookie", java.util.List.of())) {
      for (var cookie : line.split(";")) {
        var c = cookie.strip();
        if (c.startsWith("heddle-" + port + "=") && isToken(c.substring(c.indexOf('=') + 1))) {
          return true;
        }
      }
    }
    return false;
  }
}
