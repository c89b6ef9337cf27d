// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.explore;

import io.heddle.cli.program.FreshProgram;
import io.heddle.testkit.engine.Watch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a program sees of the process, the same in each schedule: its standard streams, the system
 * properties, and what the JDK keeps as a default. What it writes is kept, and shown for the
 * schedule that fails.
 */
final class Surroundings implements Watch {
  /*
   * The streams are the process's: a goroutine of a schedule that has ended, and could not be stopped,
   * writes into the buffers of that schedule as long as it holds the streams that it saw.
   */
  private static final int KEPT = 1 << 20;
  private static final Pattern RACE =
      Pattern.compile("=+\\RWARNING: DATA RACE\\R.*?\\R=+\\R", Pattern.DOTALL);

  private final FreshProgram program;
  private final Progress progress;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final RepeatedInput input = new RepeatedInput(System.in);
  private final Properties properties = (Properties) System.getProperties().clone();
  private final Locale locale = Locale.getDefault();
  private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
  private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
  private final TimeZone zone = TimeZone.getDefault();
  private final @Nullable UncaughtExceptionHandler handler =
      Thread.getDefaultUncaughtExceptionHandler();
  private Written now = new Written();
  private @Nullable Written ofFailure;

  Surroundings(FreshProgram program, Progress progress) {
    this.program = program;
    this.progress = progress;
  }

  /** What one schedule has written, up to a limit. */
  private static final class Written {
    final Buffer out = new Buffer();
    final Buffer err = new Buffer();
  }

  private static final class Buffer extends ByteArrayOutputStream {
    @Override
    public synchronized void write(int b) {
      if (count < KEPT) {
        super.write(b);
      }
    }

    @Override
    public synchronized void write(byte[] b, int off, int len) {
      super.write(b, off, Math.max(0, Math.min(len, KEPT - count)));
    }
  }

  @Override
  public void begins() {
    now = new Written();
    System.setOut(new PrintStream(now.out, true, out.charset()));
    System.setErr(new PrintStream(now.err, true, err.charset()));
    System.setIn(input.again());
    System.setProperties((Properties) properties.clone());
    defaults();
    program.loadAnew();
  }

  private void defaults() {
    Locale.setDefault(locale); // all categories
    Locale.setDefault(Locale.Category.DISPLAY, display);
    Locale.setDefault(Locale.Category.FORMAT, format);
    TimeZone.setDefault(zone);
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }

  @Override
  public void fails() {
    ofFailure = now;
  }

  @Override
  public void schedules(int n, int handOffs) {
    progress.show(n, handOffs);
  }

  @Override
  public boolean wantsHandOffs() {
    return progress.isShown();
  }

  /** The streams are the process's again; what the failing schedule wrote comes out. */
  void restore() {
    System.setOut(out);
    System.setErr(err);
    System.setIn(input.source());
    defaults();
    progress.clear();
    var w = ofFailure;
    if (w != null) {
      show(withoutRaces(w.err.toByteArray()), err);
      show(w.out.toByteArray(), out);
    }
  }

  /** What the race detector printed is in the report, with the names that goroutines have there. */
  private byte[] withoutRaces(byte[] written) {
    var text = new String(written, err.charset());
    return RACE.matcher(text).replaceAll("").getBytes(err.charset());
  }

  private static void show(byte[] written, PrintStream to) {
    to.write(written, 0, written.length);
    if (written.length > 0 && written[written.length - 1] != '\n') {
      to.println();
    }
    to.flush();
  }
}
