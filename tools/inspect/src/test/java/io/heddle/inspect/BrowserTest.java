// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/**
 * The pages in a real Chromium: their scripts run, and show what they should. Pictures of them are
 * left in {@code target}, to be looked at. Skipped where there is no Chromium: {@code
 * tools/inspect/chromium} installs one.
 */
@Timeout(120)
class BrowserTest {
  /** A helper of Chromium may outlive it, and still write into its profile. */
  @TempDir(deletionStrategy = TempDirDeletionStrategy.IgnoreFailures.class)
  Path folder;

  /* The page as it is when its scripts have run for a while. */
  private String page(String uri, String picture, String... options) throws Exception {
    var chromium = Chromium.installed();
    assumeTrue(chromium != null, "there is no Chromium");
    var command = new ArrayList<>(List.of(String.valueOf(chromium), "--headless", "--no-sandbox"));
    command.addAll(List.of("--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"));
    command.addAll(List.of("--virtual-time-budget=2500", "--hide-scrollbars", "--dump-dom"));
    command.add("--user-data-dir=" + folder.resolve("chromium"));
    command.add("--screenshot=" + Path.of("target", picture + ".png").toAbsolutePath());
    command.addAll(List.of(options));
    command.add(uri);
    var process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(folder.resolve("dom").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(folder.resolve("dom"));
  }

  @Test
  void theInspectorShowsWhatTheProgramDoes() throws Exception {
    Channel<Integer> c = Channel.make();
    for (int i = 0; i < 7; i++) {
      go("a waiter", () -> c.receive());
    }
    try (var inspector =
        Inspector.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      var laptop = page(inspector.uri().toString(), "inspector-laptop", "--window-size=1366,768");
      assertThat(laptop)
          .contains("<dt>switches / s</dt>")
          .contains("<td class=\"text\">chan receive</td>")
          .contains("“a waiter”")
          .doesNotContain("the program does not answer");
      var phone =
          page(
              inspector.uri() + "#/dump",
              "inspector-phone-dark",
              "--window-size=500,900",
              "--blink-settings=preferredColorScheme=0");
      assertThat(phone).contains("goroutines [chan receive").contains("BrowserTest");
    }
    for (int i = 0; i < 7; i++) {
      c.send(i);
    }
  }

  @Test
  void aTraceIsAPage() throws Exception {
    var html = TracedProgram.page(folder);
    var dom = page(html.toUri().toString(), "trace-laptop", "--window-size=1366,768");
    assertThat(dom).containsPattern("<h2>[0-9.]+ [mµn]?s, [0-9,]+ events, [0-9,]+ goroutines</h2>");
    assertThat(dom).contains("<b>source</b>");
  }
}
