// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with one page, driven by its DevTools protocol: keys, scripts. */
final class Chromium implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Map<String, Integer> KEYS =
      Map.of(
          "Tab",
          9,
          "Enter",
          13,
          "Escape",
          27,
          " ",
          32,
          "End",
          35,
          "Home",
          36,
          "ArrowLeft",
          37,
          "ArrowUp",
          38,
          "ArrowRight",
          39,
          "ArrowDown",
          40);
  private static final int SHIFT = 8;

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private int last;

  /** The one that is installed; null if there is none. */
  static Path installed() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("HEDDLE_CHROMIUM")).map(Path::of),
            Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(p ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(p, name))))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  Chromium(Path folder, int width, int height) throws Exception {
    process =
        new ProcessBuilder(
                installed().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--window-size=" + width + "," + height,
                "--user-data-dir=" + folder,
                "about:blank")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      socket =
          client
              .newWebSocketBuilder()
              .buildAsync(page(folder.resolve("DevToolsActivePort")), new Answers())
              .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Where its page listens, as soon as it does. */
  private URI page(Path file) throws Exception {
    while (!Files.exists(file) || Files.readAllLines(file).size() < 2) {
      assertThat(process.isAlive()).as("Chromium runs").isTrue();
      Thread.sleep(10);
    }
    var list =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + Files.readAllLines(file).getFirst() + "/json/list"))
            .build();
    while (true) {
      for (var target : JSON.readTree(client.send(list, BodyHandlers.ofString()).body())) {
        if (target.path("type").asString().equals("page")) {
          return URI.create(target.path("webSocketDebuggerUrl").asString());
        }
      }
      Thread.sleep(10);
    }
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean isLast) {
      text.append(data);
      if (isLast) {
        var answer = JSON.readTree(text.toString());
        text.setLength(0);
        var waiting = asked.remove(answer.path("id").asInt(0));
        if (waiting != null) {
          waiting.complete(answer);
        }
      }
      webSocket.request(1);
      return null;
    }
  }

  private JsonNode command(String method, Map<String, Object> parameters) throws Exception {
    int id = ++last;
    var answer = new CompletableFuture<JsonNode>();
    asked.put(id, answer);
    var text = JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(text, true).get(20, TimeUnit.SECONDS);
    var got = answer.get(20, TimeUnit.SECONDS);
    assertThat(got.has("error")).as(method + ": " + got).isFalse();
    return got.path("result");
  }

  /** Opens a page. */
  void open(String uri) throws Exception {
    command("Page.navigate", Map.of("url", uri));
    await("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  /** What a script tells, as text. */
  String tells(String script) throws Exception {
    var result = command("Runtime.evaluate", Map.of("expression", "String(" + script + ")"));
    assertThat(result.has("exceptionDetails")).as(script + ": " + result).isFalse();
    return result.path("result").path("value").asString();
  }

  /** Waits until a script tells true. */
  void await(String script) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!tells(script).equals("true")) {
      assertThat(System.nanoTime()).as(script).isLessThan(end);
      Thread.sleep(10);
    }
  }

  /** Presses a key: a name as scripts know it, or a character. */
  void press(String key) throws Exception {
    press(key, 0);
  }

  void pressShift(String key) throws Exception {
    press(key, SHIFT);
  }

  private void press(String key, int modifiers) throws Exception {
    int code = KEYS.getOrDefault(key, (int) Character.toUpperCase(key.charAt(0)));
    var text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
    command(
        "Input.dispatchKeyEvent",
        Map.of(
            "type", text.isEmpty() ? "rawKeyDown" : "keyDown",
            "key", key,
            "windowsVirtualKeyCode", code,
            "modifiers", modifiers,
            "text", text));
    command(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code, "modifiers", modifiers));
  }

  void type(String text) throws Exception {
    for (int i = 0; i < text.length(); i++) {
      press(text.substring(i, i + 1));
    }
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    client.shutdownNow();
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
