// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/** The forms in which a trace can be looked at. */
public enum Export {
  /** Perfetto's TrackEvents. */
  PERFETTO {
    @Override
    public void write(TraceReader trace, OutputStream out) throws IOException {
      var buffered = new BufferedOutputStream(out, SIZE);
      PerfettoExport.write(trace, buffered);
      buffered.flush();
    }
  },
  /** One page, which needs nothing else. */
  HTML {
    @Override
    public void write(TraceReader trace, OutputStream out) throws IOException {
      text(out, o -> HtmlExport.write(trace, o));
    }
  },
  /** An event a line. */
  JSON {
    @Override
    public void write(TraceReader trace, OutputStream out) throws IOException {
      text(out, o -> JsonExport.write(trace, o));
    }
  },
  /** A table. */
  STATISTICS {
    @Override
    public void write(TraceReader trace, OutputStream out) throws IOException {
      text(out, o -> Statistics.write(trace, o));
    }
  };

  private static final int SIZE = 1 << 16;

  /** Writes it; {@code out} is flushed, not closed. */
  public abstract void write(TraceReader trace, OutputStream out) throws IOException;

  private interface Text {
    void to(Appendable out) throws IOException;
  }

  private static void text(OutputStream out, Text text) throws IOException {
    var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), SIZE);
    text.to(writer);
    writer.flush();
  }
}
