// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of a server and of a client, made by the JDK's keytool, each signed by itself. */
final class TestTls {
  private static final char[] PASSWORD = "secret".toCharArray();

  private final Path folder;

  TestTls(Path folder) {
    this.folder = folder;
  }

  /** A key and its certificate, in a key store and as the server reads them. */
  void make(String name) throws Exception {
    run(
        List.of(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            name,
            "-dname",
            "CN=" + name,
            "-ext",
            "SAN=IP:127.0.0.1,DNS:localhost",
            "-ext",
            "BC=ca:true",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store(name).toString(),
            "-storepass",
            "secret"));
    var keys = keys(name);
    write(name + ".key", "PRIVATE KEY", ((Key) keys.getKey(name, PASSWORD)).getEncoded());
    write(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
  }

  private void run(List<String> args) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(args);
    var p = new ProcessBuilder(command).redirectErrorStream(true).start();
    var out = new String(p.getInputStream().readAllBytes());
    if (p.waitFor() != 0) {
      throw new IllegalStateException(out);
    }
  }

  private void write(String file, String kind, byte[] bytes) throws Exception {
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), kind));
  }

  private Path store(String name) {
    return folder.resolve(name + ".p12");
  }

  private KeyStore keys(String name) throws Exception {
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(new ByteArrayInputStream(Files.readAllBytes(store(name))), PASSWORD);
    return keys;
  }

  /** Lines of a server's configuration. */
  String server(String name, String more) {
    return "tls { cert_file: \"%s\", key_file: \"%s\", %s }"
        .formatted(folder.resolve(name + ".crt"), folder.resolve(name + ".key"), more);
  }

  Path certificate(String name) {
    return folder.resolve(name + ".crt");
  }

  /** Trusts one, and shows another, unless that is null. */
  SSLContext context(String trusted, String own) throws Exception {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    var certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry(trusted, keys(trusted).getCertificate(trusted));
    trust.init(certificates);
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    if (own != null) {
      managers.init(keys(own), PASSWORD);
    }
    var context = SSLContext.getInstance("TLS");
    context.init(own == null ? null : managers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
