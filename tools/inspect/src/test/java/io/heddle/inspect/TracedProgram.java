// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.inspect.trace.Export;
import io.heddle.inspect.trace.TraceReader;
import io.heddle.runtime.Trace;
import java.nio.file.Files;
import java.nio.file.Path;

/** A trace of a program in which one goroutine sends to another. */
final class TracedProgram {
  private TracedProgram() {}

  /** Its page, in that folder. */
  static Path page(Path folder) throws Exception {
    var file = folder.resolve("t");
    Trace.start(file);
    try {
      Go.run(() -> {
        Channel<Integer> c = Channel.make();
        go(
            "source",
            () -> {
              for (int i = 0; i < 200; i++) {
                c.send(i);
              }
              c.close();
            });
        go(
                "sink",
                () -> {
                  for (int ignored : c) {
                    Thread.onSpinWait();
                  }
                })
            .join();
      });
    } finally {
      Trace.stop();
    }
    var html = folder.resolve("t.html");
    try (var trace = TraceReader.open(file);
        var out = Files.newOutputStream(html)) {
      Export.HTML.write(trace, out);
    }
    return html;
  }
}
