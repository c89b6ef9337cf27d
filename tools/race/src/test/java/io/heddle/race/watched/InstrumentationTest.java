// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static io.heddle.race.watched.Racing.pause;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.StampedLock;
import jdk.jfr.Event;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;

/** What rewriting must not change, and forms of code that it must get through. */
class InstrumentationTest {
  static final class Plain implements Serializable {
    int a;
    String b;
  }

  @Test
  void reflectionAndSerializationSeeWhatWasWritten() {
    assertThat(Plain.class.getDeclaredFields())
        .extracting(f -> f.getName())
        .containsExactly("a", "b");
    assertThat(ObjectStreamClass.lookup(Plain.class).getFields()).hasSize(2);
    assertThat(ObjectStreamClass.lookup(Plain.class).getSerialVersionUID())
        .isEqualTo(-1748993125781252889L);
  }

  static class Served extends Event {
    int status;
  }

  static final class Refused extends Served {
    String why;
  }

  /** The flight recorder rewrites the classes of its events itself, and again when it begins. */
  @Test
  void theFlightRecorderRecordsEventsOfTheProgram() throws Exception {
    new Refused();
    try (var recording = new Recording()) {
      recording.enable(Served.class);
      recording.enable(Refused.class);
      recording.start();
      var e = new Refused();
      e.status = 403;
      e.why = "no token";
      e.commit();
      recording.stop();
      var file = Files.createTempFile("events", ".jfr");
      try {
        recording.dump(file);
        assertThat(RecordingFile.readAllEvents(file))
            .extracting(r -> r.getInt("status") + " " + r.getString("why"))
            .containsExactly("403 no token");
      } finally {
        Files.delete(file);
      }
    }
  }

  record Pair(int x, Map<String, String> m) {}

  enum Colour {
    RED,
    GREEN
  }

  interface Shape {
    Map<String, String> NAMES = new HashMap<>(Map.of("a", "b"));
  }

  static class Base {
    int fromBase;

    Base(int n) {
      fromBase = n;
    }
  }

  static class Late extends Base {
    int early;

    Late(int n) {
      early = n; // before super
      if (n < 0) {
        throw new IllegalArgumentException();
      }
      super(n + 1);
      fromBase++;
    }
  }

  static synchronized long wide(long a, double d) {
    try {
      return switch ((Object) a) {
        case Long l when l > 3 -> l + (long) d;
        case Long l -> -l;
        default -> 0;
      };
    } finally {
      if (d < 0) {
        throw new IllegalStateException();
      }
    }
  }

  @Test
  void formsOfCode() {
    assertThat(new Late(3).fromBase).isEqualTo(5);
    assertThat(wide(4, 2)).isEqualTo(6);
    assertThat(new Pair(1, Map.of()).x()).isOne();
    assertThat(Colour.valueOf("RED")).isEqualTo(Colour.values()[0]);
    try {
      wide(1, -1);
    } catch (IllegalStateException e) {
      assertThat(Thread.holdsLock(InstrumentationTest.class)).isFalse();
    }
  }

  @Test
  void whatAnInitialiserDidIsKnownToWhoUsesTheClass() throws Throwable {
    assertThat(
            Racing.reports(() -> {
              var first = Racing.start(() -> Shape.NAMES.get("a"));
              pause();
              Shape.NAMES.get("a");
              first.join();
            }))
        .isEmpty();
  }

  /** As in the documentation of StampedLock. */
  static final class Point {
    private double x;
    private double y;
    private final StampedLock lock = new StampedLock();

    void move(double dx, double dy) {
      long stamp = lock.writeLock();
      try {
        x += dx;
        y += dy;
      } finally {
        lock.unlockWrite(stamp);
      }
    }

    double distance() {
      long stamp = lock.tryOptimisticRead();
      double nowX = x;
      double nowY = y;
      if (!lock.validate(stamp)) {
        stamp = lock.readLock();
        try {
          nowX = x;
          nowY = y;
        } finally {
          lock.unlockRead(stamp);
        }
      }
      return Math.hypot(nowX, nowY);
    }
  }

  @Test
  void anOptimisticReadIsNoRace() throws Throwable {
    assertThat(
            Racing.reports(() -> {
              var p = new Point();
              var mover =
                  Racing.start(() -> {
                    for (int i = 0; i < 1000; i++) {
                      p.move(1, 1);
                    }
                  });
              for (int i = 0; i < 1000; i++) {
                p.distance();
              }
              mover.join();
            }))
        .isEmpty();
  }

  /** The function runs under the map's lock. */
  @Test
  void computeOfAConcurrentMapOrdersItsFunctions() throws Throwable {
    assertThat(
            Racing.reports(() -> {
              var m = new ConcurrentHashMap<String, Cell>(Map.of("k", new Cell()));
              Racing.Body count =
                  () -> {
                    for (int i = 0; i < 1000; i++) {
                      m.compute(
                          "k",
                          (k, cell) -> {
                            cell.value++;
                            return cell;
                          });
                    }
                  };
              var other = Racing.start(count);
              count.run();
              other.join();
            }))
        .isEmpty();
  }

  @Test
  void aReportHasBothStacksAndBothCreations() throws Throwable {
    var reports =
        Racing.reports(() -> {
          var cell = new Cell();
          var isWritten = new AtomicBoolean();
          var writer =
              Racing.start(() -> {
                cell.set();
                isWritten.setOpaque(true); // orders nothing
              });
          while (!isWritten.getOpaque()) {
            Thread.onSpinWait();
          }
          cell.get();
          writer.join();
        });
    assertThat(reports)
        .singleElement()
        .asString()
        .startsWith(
            "==================\nWARNING: DATA RACE\nRead of io.heddle.race.watched.Cell.value by ")
        .contains(
            "  io.heddle.race.watched.Cell.get(Cell.java:13)\n"
                + "  io.heddle.race.watched.InstrumentationTest.")
        .contains("\n\nPrevious write of io.heddle.race.watched.Cell.value by thread \"Thread-")
        .contains(
            "  io.heddle.race.watched.Cell.set(Cell.java:9)\n"
                + "  io.heddle.race.watched.InstrumentationTest.")
        .containsPattern(
            "\n\n"
                + "Thread \"Thread-\\d+\" \\(\\w+\\) created at:\n"
                + "  io.heddle.race.watched.Racing.start\\(Racing.java:\\d+\\)")
        .endsWith("\n==================\n");
  }
}
