// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/** The pages are used by keyboard alone, and show where one is. Skipped without a Chromium. */
@Timeout(120)
class KeyboardTest {
  /* What has the focus: its id, or its text. */
  private static final String FOCUS =
      "(e => e === document.body ? 'nothing' : e.id || e.textContent)(document.activeElement)";

  /* It can be seen that it has the focus, and nothing covers it. */
  private static final String IS_SEEN =
      "(e => { const b = e.getBoundingClientRect(), s = getComputedStyle(e),"
          + " top = document.elementFromPoint(b.x + b.width / 2, b.y + Math.min(b.height / 2, 20));"
          + " return e.matches(':focus-visible') && s.outlineStyle !== 'none'"
          + " && (s.outlineStyle === 'auto' || parseFloat(s.outlineWidth) >= 2)"
          + " && e.contains(top); })(document.activeElement)";

  /** A helper of Chromium may outlive it, and still write into its profile. */
  @TempDir(deletionStrategy = TempDirDeletionStrategy.IgnoreFailures.class)
  Path folder;

  @BeforeEach
  void needsAChromium() {
    assumeTrue(Chromium.installed() != null, "there is no Chromium");
  }

  private static void pressAndSee(Chromium page, String key, String focus) throws Exception {
    page.press(key);
    assertThat(page.tells(FOCUS)).as("after " + key).isEqualTo(focus);
    assertThat(page.tells(IS_SEEN))
        .as("one sees that " + focus + " has the focus")
        .isEqualTo("true");
  }

  /* All that Tab leads to, until it leaves the page or comes to what was there first. */
  private static List<String> allByTab(Chromium page) throws Exception {
    var all = new ArrayList<String>();
    while (true) {
      page.press("Tab");
      var focus = page.tells(FOCUS);
      if (focus.equals("nothing") || all.contains(focus)) {
        return all;
      }
      assertThat(page.tells(IS_SEEN))
          .as("one sees that " + focus + " has the focus")
          .isEqualTo("true");
      all.add(focus);
    }
  }

  @Test
  void theInspector() throws Exception {
    Channel<Integer> c = Channel.make();
    for (int i = 0; i < 3; i++) {
      go("a waiter", () -> c.receive());
    }
    try (var inspector =
            Inspector.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var page = new Chromium(folder.resolve("chromium"), 1366, 768)) {
      page.open(inspector.uri().toString());
      page.await("document.querySelectorAll('#sites td').length > 1");
      overview(page);
      views(page);
      leaks(page);
    }
    for (int i = 0; i < 3; i++) {
      c.send(i);
    }
  }

  private static void overview(Chromium page) throws Exception {
    assertThat(allByTab(page))
        .containsExactly(
            "tab-overview",
            "freeze",
            "filter",
            "count",
            "running",
            "ready",
            "waiting",
            "started at");
    page.tells("el('tab-overview').focus()");
    pressAndSee(page, "Tab", "freeze");
    page.press(" ");
    assertThat(page.tells("el('freeze').checked")).isEqualTo("true");
    page.press(" ");
    assertThat(page.tells("el('freeze').checked")).isEqualTo("false");
    pressAndSee(page, "Tab", "filter");
    page.type("nowhere");
    page.await("document.querySelector('#sites tbody').textContent === 'none'");
    var before = page.tells("now.nanos");
    page.await("now.nanos > " + before); // what is fetched anew takes nobody's place
    assertThat(page.tells(FOCUS)).isEqualTo("filter");
    page.press("Escape");
    page.await("document.querySelector('#sites tbody').textContent !== 'none'");
    pressAndSee(page, "Tab", "count");
    pressAndSee(page, "Tab", "running");
    page.press("Enter");
    assertThat(page.tells("sort")).isEqualTo("running");
    assertThat(page.tells("document.activeElement.getAttribute('aria-pressed')")).isEqualTo("true");
  }

  private static void views(Chromium page) throws Exception {
    for (int i = 0; i < 4; i++) {
      page.pressShift("Tab");
    }
    assertThat(page.tells(FOCUS)).isEqualTo("tab-overview");
    for (var view : List.of("dump", "waits", "stuck", "profiles", "overview", "dump")) {
      pressAndSee(page, "ArrowRight", "tab-" + view);
      assertThat(page.tells("view")).isEqualTo(view);
      assertThat(page.tells("el('" + view + "').hidden")).isEqualTo("false");
      assertThat(page.tells("document.querySelectorAll('section:not([hidden])').length"))
          .isEqualTo("1");
    }
    page.await("el('dumptext').textContent.includes('[chan receive')");
    pressAndSee(page, "Tab", "freeze");
    pressAndSee(page, "Tab", "grouped");
    pressAndSee(page, "Tab", "dumpfilter");
    pressAndSee(page, "Tab", "dumpnow");
    page.press("Tab");
    assertThat(page.tells("document.activeElement.id")).isEqualTo("dumptext");
    assertThat(page.tells(IS_SEEN)).isEqualTo("true");
  }

  private static void leaks(Chromium page) throws Exception {
    for (int i = 0; i < 5; i++) {
      page.pressShift("Tab");
    }
    pressAndSee(page, "End", "tab-profiles");
    pressAndSee(page, "ArrowLeft", "tab-stuck");
    page.press("Tab");
    pressAndSee(page, "Tab", "findleaks");
    page.press("Enter");
    page.await("el('findleaks').ariaBusy === 'false' && el('leaks').textContent !== ''");
    assertThat(page.tells("el('state').textContent")).isEmpty();
    assertThat(page.tells(FOCUS)).isEqualTo("findleaks");
  }

  @Test
  void aTrace() throws Exception {
    try (var page = new Chromium(folder.resolve("chromium"), 1366, 768)) {
      page.open(TracedProgram.page(folder).toUri().toString());
      assertThat(allByTab(page)).containsExactly("search", "order", "in", "out", "all", "view");
      page.tells("el('view').focus()");

      page.press("+");
      assertThat(page.tells("t1 - t0 < D.end")).isEqualTo("true");
      var from = page.tells("t0");
      page.press("ArrowRight");
      assertThat(page.tells("t0 > " + from)).isEqualTo("true");
      page.press("0");
      assertThat(page.tells("t1 - t0 === D.end")).isEqualTo("true");

      while (!page.tells("chosen && chosen.track.name").equals("sink")) {
        page.press("ArrowDown");
      }
      page.press("n");
      assertThat(page.tells("chosen.i")).isEqualTo("1");
      page.press("p");
      assertThat(page.tells("chosen.i")).isEqualTo("0");
      while (!page.tells("el('side').textContent.includes('by goroutine')").equals("true")) {
        page.press("n");
      }
      page.press("Tab"); // to who woke it
      assertThat(page.tells("document.activeElement.matches('aside button')")).isEqualTo("true");
      assertThat(page.tells(IS_SEEN)).isEqualTo("true");
      page.press("Enter");
      assertThat(page.tells("chosen.track.name")).isNotEqualTo("sink");
      assertThat(page.tells("document.activeElement.id")).isEqualTo("view");
      page.press("Escape");
      assertThat(page.tells("chosen")).isEqualTo("null");
      page.press("/");
      assertThat(page.tells("document.activeElement.id")).isEqualTo("search");
      page.type("sink");
      assertThat(page.tells("shown.length")).isEqualTo("1");
    }
  }
}
