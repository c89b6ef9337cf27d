// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** The events that a flight recording may hold. Loaded when there is a flight recorder. */
final class JfrEvents {
  static final List<Class<? extends Event>> ALL =
      List.of(
          GoroutineStart.class,
          GoroutineEnd.class,
          GoroutinePark.class,
          ChannelWait.class,
          LockWait.class,
          CarrierRelief.class,
          Deadlock.class,
          Leak.class);

  private JfrEvents() {}

  @Category("Heddle")
  abstract static class OfGoroutine extends Event {
    @Label("Goroutine")
    long goroutine;

    @Label("Name")
    String name = "";
  }

  @Name("io.heddle.GoroutineStart")
  @Label("Goroutine Start")
  @Enabled(false)
  static final class GoroutineStart extends OfGoroutine {
    @Label("Started By")
    @Description("the goroutine that started it; 0 for a thread that is none")
    long by;

    @Label("Site")
    String site = "";
  }

  @Name("io.heddle.GoroutineEnd")
  @Label("Goroutine End")
  @Enabled(false)
  @StackTrace(false)
  static final class GoroutineEnd extends OfGoroutine {}

  abstract static class Wait extends OfGoroutine {
    @Label("Reason")
    String reason = "";

    @Label("Waiting On")
    String waitingOn = "";
  }

  @Name("io.heddle.GoroutinePark")
  @Label("Goroutine Park")
  @Description("a goroutine waited in a primitive of the library, whichever")
  @Enabled(false)
  @Threshold("20 ms")
  static final class GoroutinePark extends Wait {}

  @Name("io.heddle.ChannelWait")
  @Label("Channel Wait")
  @Description("a thread waited at a channel or in a select")
  @Threshold("20 ms")
  static final class ChannelWait extends Wait {}

  @Name("io.heddle.LockWait")
  @Label("Lock Wait")
  @Description("a thread waited for a lock, a semaphore, a condition, or others to be done")
  @Threshold("20 ms")
  static final class LockWait extends Wait {}

  @Name("io.heddle.CarrierRelief")
  @Label("Carrier Relief")
  @Description("a goroutine did not let go of its carrier, and another carrier took over")
  @Category("Heddle")
  @StackTrace(false)
  static final class CarrierRelief extends Event {
    @Label("Carrier")
    int carrier;
  }

  @Name("io.heddle.Deadlock")
  @Label("Deadlock")
  @Category("Heddle")
  @StackTrace(false)
  static final class Deadlock extends Event {
    @Label("Threads")
    int threads;

    @Label("Report")
    String report = "";
  }

  @Name("io.heddle.Leak")
  @Label("Goroutine Leak")
  @StackTrace(false)
  static final class Leak extends OfGoroutine {
    @Label("Reason")
    String reason = "";
  }

  static void deadlock(int threads, String report) {
    var e = new Deadlock();
    e.threads = threads;
    e.report = report;
    e.commit();
  }

  static void leak(long goroutine, String name, String reason) {
    var e = new Leak();
    e.goroutine = goroutine;
    e.name = name;
    e.reason = reason;
    e.commit();
  }
}
