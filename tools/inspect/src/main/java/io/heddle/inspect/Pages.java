// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import static io.heddle.inspect.Page.answer;
import static io.heddle.inspect.Page.get;
import static io.heddle.inspect.Page.post;

import io.heddle.inspect.Page.Answer;
import io.heddle.internal.program.Dump;
import io.heddle.runtime.Profiles;
import io.heddle.runtime.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/** What there is, by path. */
final class Pages {
  private static final String HTML = "text/html";
  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";

  /** What measures for some seconds does so once at a time. */
  private static final Semaphore MEASURING = new Semaphore(1);

  private Pages() {}

  static Map<String, Page> all() {
    Map<String, Page> all = new LinkedHashMap<>();
    all.put("/", get(r -> resource(HTML, "inspect.html")));
    all.put("/inspect.js", get(r -> resource("text/javascript", "inspect.js")));
    all.put("/inspect.css", get(r -> resource("text/css", "inspect.css")));
    all.put("/debug/pprof/", get(r -> answer(HTML, index(all))));
    all.put("/debug/pprof/goroutine", get(Pages::goroutine));
    all.put("/debug/pprof/block", get(r -> measured(r, 1, "block", Pages::block)));
    all.put("/debug/pprof/mutex", get(r -> measured(r, 1, "mutex", Pages::mutex)));
    all.put("/debug/pprof/profile", get(r -> measured(r, 5, "profile", Processor::profile)));
    all.put("/debug/pprof/trace", get(r -> measured(r, 1, "trace", Pages::trace)));
    all.put("/debug/metrics", get(r -> answer("text/plain; version=0.0.4", Prometheus.text())));
    all.put("/api/overview", get(r -> answer(JSON, Views.overview())));
    all.put("/api/waits", get(r -> answer(JSON, Views.waits())));
    all.put("/api/deadlocks", get(r -> answer(JSON, Views.deadlocks())));
    all.put("/api/leaks", get(r -> answer(JSON, Views.leaks(false))));
    all.put("/api/leaks/find", post(r -> answer(JSON, Views.leaks(true))));
    return all;
  }

  private static Answer resource(String type, String name) throws IOException {
    try (var in = Pages.class.getResourceAsStream(name)) {
      return new Answer(type + "; charset=utf-8", Objects.requireNonNull(in).readAllBytes(), "");
    }
  }

  private static String index(Map<String, Page> all) {
    var s = new StringBuilder("<!doctype html><title>pprof</title><ul>");
    for (var path : all.keySet()) {
      if (path.startsWith("/debug/") && !path.equals("/debug/pprof/")) {
        s.append("<li><a href=\"").append(path).append("\">").append(path).append("</a>");
      }
    }
    return s.append("<li><a href=\"/debug/pprof/goroutine?debug=2\">goroutine?debug=2</a></ul>")
        .toString();
  }

  private static Answer goroutine(Request r) throws IOException {
    var s = new StringBuilder();
    switch (r.debug()) {
      case 0 -> {
        return file("goroutine", Profiles::goroutine);
      }
      case 1 -> Dump.grouped(s);
      default -> Dump.text(s);
    }
    return answer(TEXT, s.toString());
  }

  private interface ToFile {
    void write(Path file) throws IOException;
  }

  private static Answer file(String name, ToFile what) throws IOException {
    var file = Files.createTempFile("heddle", ".tmp");
    try {
      what.write(file);
      return new Answer(BYTES, Files.readAllBytes(file), name);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Measures for a while and writes what was found. */
  interface Measure {
    void run(Duration length, Path to) throws IOException, InterruptedException;
  }

  private static Answer measured(Request r, double otherwise, String name, Measure measure)
      throws IOException, InterruptedException {
    var length = Duration.ofMillis((long) (1000 * r.seconds(otherwise)));
    if (!MEASURING.tryAcquire()) {
      throw new Refusal(409, "something else is being measured, ask again later");
    }
    var file = Files.createTempFile("heddle", ".tmp");
    try {
      measure.run(length, file);
      return new Answer(BYTES, Files.readAllBytes(file), name);
    } finally {
      MEASURING.release();
      Files.deleteIfExists(file);
    }
  }

  private static void block(Duration length, Path to) throws InterruptedException {
    var recording = Profiles.block(Duration.ofNanos(10_000));
    try {
      Thread.sleep(length);
    } finally {
      recording.stop(to);
    }
  }

  private static void mutex(Duration length, Path to) throws InterruptedException {
    var recording = Profiles.mutex(1);
    try {
      Thread.sleep(length);
    } finally {
      recording.stop(to);
    }
  }

  private static void trace(Duration length, Path to) throws InterruptedException {
    try {
      Trace.start(to);
    } catch (IllegalStateException e) {
      throw new Refusal(409, "a trace goes to a file already");
    }
    try {
      Thread.sleep(length);
    } finally {
      Trace.stop();
    }
  }
}
