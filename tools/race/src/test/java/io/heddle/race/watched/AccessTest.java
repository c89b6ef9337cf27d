// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static io.heddle.race.watched.Racing.pause;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.race.watched.ContentsTest.Uses;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Accesses that are no instruction of their own: by handle, by reflection, by what is passed on.
 */
@SuppressWarnings({"ReturnValueIgnored", "unused"}) // the access is the point
class AccessTest {
  private static final VarHandle VALUE;
  private static final VarHandle COUNT;
  private static final VarHandle NAME;
  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle VIEW =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final Field VALUE_FIELD;
  private static final Field COUNT_FIELD;

  static int count;
  static String name;

  static {
    try {
      var lookup = MethodHandles.lookup();
      VALUE = lookup.findVarHandle(Cell.class, "value", int.class);
      COUNT = lookup.findStaticVarHandle(AccessTest.class, "count", int.class);
      NAME = lookup.findStaticVarHandle(AccessTest.class, "name", String.class);
      VALUE_FIELD = Cell.class.getDeclaredField("value");
      COUNT_FIELD = AccessTest.class.getDeclaredField("count");
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final String CELL = "io.heddle.race.watched.Cell.value";
  private static final String STATIC = "io.heddle.race.watched.AccessTest.count";
  private static final String LIST = "contents of java.util.ArrayList";

  private static Arguments of(String where, String how, Supplier<Uses> uses) {
    return Arguments.argumentSet(where + ", " + how, where, uses);
  }

  private static Arguments cell(String how, Racing.Use<Cell> change, Racing.Use<Cell> look) {
    return of(
        CELL,
        how,
        () -> {
          var cell = new Cell();
          return new Uses(() -> change.run(cell), () -> look.run(cell));
        });
  }

  private static Arguments list(
      String how, Racing.Use<List<String>> change, Racing.Use<List<String>> look) {
    return of(
        LIST,
        how,
        () -> {
          List<String> list = new ArrayList<>(List.of("b", "a"));
          return new Uses(() -> change.run(list), () -> look.run(list));
        });
  }

  static Stream<Arguments> racy() {
    return Stream.of(
        cell("handle get", c -> c.value = 1, c -> assertThat((int) VALUE.get(c)).isLessThan(2)),
        cell("handle set", c -> VALUE.set(c, 1), Cell::get),
        cell("handle opaque", c -> VALUE.setOpaque(c, 1), Cell::get),
        cell("handle both", c -> VALUE.set(c, 1), c -> VALUE.set(c, 2)),
        cell("opaque read", Cell::set, c -> assertThat((int) VALUE.getOpaque(c)).isLessThan(2)),
        cell("reflection", c -> VALUE_FIELD.setInt(c, 1), c -> VALUE_FIELD.get(c)),
        of(STATIC, "handle", () -> new Uses(() -> COUNT.set(1), () -> count++)),
        of(STATIC, "reflection", () -> new Uses(() -> COUNT_FIELD.set(null, 1), () -> count++)),
        of(
            "int[] element 2",
            "handle",
            () -> {
              var a = new int[5];
              return new Uses(() -> INTS.set(a, 2, 1), () -> assertThat(a[2]).isLessThan(2));
            }),
        of(
            "byte[] element 3",
            "view",
            () -> {
              var a = new byte[8];
              return new Uses(() -> VIEW.set(a, 0, 1), () -> assertThat(a[3]).isLessThan((byte) 2));
            }),
        of(
            "int[] element 1",
            "reflection",
            () -> {
              var a = new int[5];
              return new Uses(() -> Array.setInt(a, 1, 1), () -> Array.get(a, 1));
            }),
        of(
            "int[] element 4",
            "clone",
            () -> {
              var a = new int[5];
              return new Uses(() -> a[4] = 1, () -> a.clone());
            }),
        of(
            "int[] element",
            "setAll",
            () -> {
              var a = new int[5];
              return new Uses(() -> Arrays.setAll(a, i -> i), () -> Arrays.stream(a).sum());
            }),
        list("Collections.sort", Collections::sort, l -> l.get(0)),
        list("shuffle, max", Collections::shuffle, l -> Collections.max(l)),
        list("copied", l -> l.add("c"), l -> new ArrayList<>(l)),
        list("List.copyOf", l -> l.add("c"), l -> List.copyOf(l)),
        list("added to another", l -> l.add("c"), l -> new ArrayList<String>().addAll(l)),
        list("put together", l -> l.add("c"), l -> assertThat("" + l).isNotEmpty()),
        list("joined", l -> l.add("c"), l -> String.join(",", l)),
        list("as text", l -> l.add("c"), l -> String.valueOf(l)),
        list("turned round", l -> l.reversed().add("c"), l -> l.reversed().getFirst()),
        of(
            "contents of java.util.LinkedHashMap",
            "in the order of uses",
            () -> {
              var m = new LinkedHashMap<>(Map.of("a", 1, "b", 2));
              var lru = new LinkedHashMap<String, Integer>(4, 0.75f, true);
              lru.putAll(m);
              return new Uses(() -> lru.get("a"), () -> lru.get("b"));
            }),
        of(
            "contents of jdk.internal.random",
            "RandomGenerator",
            () -> {
              var r = RandomGenerator.of("L64X128MixRandom");
              return new Uses(() -> r.nextInt(), () -> r.nextInt());
            }));
  }

  @ParameterizedTest
  @MethodSource("racy")
  void beside(String where, Supplier<Uses> supplier) throws Throwable {
    assertThat(beside(supplier)).isNotEmpty().allSatisfy(r -> assertThat(r).contains(where));
  }

  @ParameterizedTest
  @MethodSource("racy")
  void oneAfterTheOther(String where, Supplier<Uses> supplier) throws Throwable {
    var reports =
        Racing.reports(() -> {
          var uses = supplier.get();
          Racing.start(uses.change()).join();
          uses.look().run();
        });
    assertThat(reports).isEmpty();
  }

  static Stream<Arguments> clean() {
    return Stream.of(
        cell("opaque both", c -> VALUE.setOpaque(c, 1), c -> VALUE.setOpaque(c, 2)),
        cell("get and get", c -> VALUE.get(c), c -> VALUE_FIELD.get(c)),
        of(
            STATIC,
            "volatile",
            () -> new Uses(() -> COUNT.setVolatile(1), () -> COUNT.getVolatile())),
        of(
            "ByteBuffer",
            "at an index",
            () -> {
              var b = ByteBuffer.allocate(8);
              return new Uses(() -> b.put(1, (byte) 2), () -> b.get(0));
            }),
        of(
            "int[]",
            "handles on two elements",
            () -> {
              var a = new int[5];
              return new Uses(() -> INTS.set(a, 1, 2), () -> INTS.set(a, 2, 3));
            }),
        list("put into a map", l -> l.add("x"), l -> new HashMap<String, Object>().put("k", l)),
        list("referred to", l -> l.add("x"), l -> new AtomicReference<Object>(l)),
        list("put into a list", l -> l.add("x"), l -> new ArrayList<Object>().add(l)),
        list("read twice", l -> new ArrayList<>(l), l -> assertThat("" + l).isNotEmpty()),
        of(
            "LinkedHashMap",
            "in the order of entry",
            () -> {
              var m = new LinkedHashMap<>(Map.of("a", 1));
              return new Uses(() -> m.get("a"), () -> m.get("b"));
            }));
  }

  @ParameterizedTest
  @MethodSource("clean")
  void noRaceBeside(String where, Supplier<Uses> supplier) throws Throwable {
    assertThat(beside(supplier)).isEmpty();
  }

  private static List<String> beside(Supplier<Uses> supplier) throws Throwable {
    return Racing.reports(() -> {
      var uses = supplier.get();
      var t = Racing.start(uses.change());
      pause();
      uses.look().run();
      t.join();
    });
  }

  /** A static field's value is not what is released to. */
  @ParameterizedTest
  @MethodSource("names")
  void aStaticHandleOrders(boolean isOrdered) throws Throwable {
    NAME.setVolatile("old");
    var cell = new Cell();
    var reports =
        Racing.reports(() -> {
          var t =
              Racing.start(() -> {
                if (isOrdered) {
                  cell.set();
                  NAME.setVolatile("new");
                } else {
                  NAME.setVolatile("new");
                  cell.set();
                }
              });
          while (!((String) NAME.getVolatile()).equals("new")) {
            Thread.onSpinWait();
          }
          pause();
          cell.get();
          t.join();
        });
    assertThat(reports).hasSize(isOrdered ? 0 : 1);
  }

  static Stream<Boolean> names() {
    return Stream.of(true, false);
  }

  // ---- final fields ----

  static final class Frozen {
    final Map<String, Cell> cells = new HashMap<>();
    final int[] numbers;

    Frozen(int[] numbers) {
      this.numbers = numbers;
      cells.put("a", new Cell());
      cells.get("a").set();
    }
  }

  record Pair(int[] numbers, Cell cell) {}

  static final class Open {
    Map<String, Cell> cells = new HashMap<>();

    Open() {
      cells.put("a", new Cell());
    }
  }

  /** By an opaque write, which orders nothing. */
  private static <T> List<String> publish(Supplier<T> make, Racing.Use<T> use) throws Throwable {
    return Racing.reports(() -> {
      var shared = new AtomicReference<T>();
      var maker = Racing.start(() -> shared.setOpaque(make.get()));
      T seen;
      while ((seen = shared.getOpaque()) == null) {
        Thread.onSpinWait();
      }
      use.run(seen);
      maker.join();
    });
  }

  @ParameterizedTest
  @MethodSource("published")
  void whatAConstructorDidIsFrozen(boolean isSilent, List<String> reports) {
    assertThat(reports.isEmpty()).describedAs("%s", reports).isEqualTo(isSilent);
  }

  static Stream<Arguments> published() throws Throwable {
    return Stream.of(
        Arguments.argumentSet(
            "map and array",
            true,
            publish(
                () -> new Frozen(new int[] {1, 2}),
                f -> assertThat(f.cells.get("a").get() + f.numbers[1]).isEqualTo(3))),
        Arguments.argumentSet(
            "record",
            true,
            publish(
                () -> {
                  var cell = new Cell();
                  cell.set();
                  return new Pair(new int[] {1, 2}, cell);
                },
                p -> assertThat(p.cell().get() + p.numbers()[1]).isEqualTo(3))),
        Arguments.argumentSet(
            "not final", false, publish(Open::new, o -> assertThat(o.cells).hasSize(1))),
        Arguments.argumentSet(
            "changed afterwards",
            false,
            publish(
                () -> {
                  var f = new Frozen(new int[2]);
                  synchronized (f) {
                    f.cells.get("a").get(); // time goes on
                  }
                  f.cells.get("a").set();
                  return f;
                },
                f -> f.cells.get("a").get())));
  }
}
