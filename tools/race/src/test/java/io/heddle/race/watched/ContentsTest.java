// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static io.heddle.race.watched.Racing.pause;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.text.SimpleDateFormat;
import java.util.*;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that are not thread-safe: two uses that nothing orders, one of them a change. */
@SuppressWarnings("ReturnValueIgnored") // the access is the point
class ContentsTest {
  /** How one is used. */
  record Uses(Racing.Body change, Racing.Body look) {}

  static Arguments of(String name, Supplier<Uses> uses) {
    return Arguments.argumentSet(name, uses);
  }

  private static Arguments map(String name, Supplier<Map<String, String>> make) {
    return of(
        name,
        () -> {
          var m = make.get();
          return new Uses(() -> m.put("a", "b"), () -> m.get("a"));
        });
  }

  private static Arguments collection(String name, Supplier<Collection<String>> make) {
    return of(
        name,
        () -> {
          var c = make.get();
          return new Uses(() -> c.add("a"), () -> c.contains("a"));
        });
  }

  static Stream<Arguments> contents() {
    return Stream.of(
        map("java.util.HashMap", HashMap::new),
        map("java.util.LinkedHashMap", LinkedHashMap::new),
        map("java.util.TreeMap", TreeMap::new),
        map("java.util.IdentityHashMap", IdentityHashMap::new),
        map("java.util.WeakHashMap", WeakHashMap::new),
        collection("java.util.HashMap", HashSet::new),
        collection("java.util.TreeMap", TreeSet::new),
        collection("java.util.ArrayList", ArrayList::new),
        collection("java.util.LinkedList", LinkedList::new),
        collection("java.util.ArrayDeque", ArrayDeque::new),
        collection("java.util.PriorityQueue", PriorityQueue::new),
        of(
            "java.util.ArrayList",
            () -> {
              var l = new ArrayList<>(List.of("b", "a"));
              return new Uses(
                  () -> l.sort(null),
                  () -> {
                    for (var s : l) {
                      assertThat(s).hasSize(1);
                    }
                  });
            }),
        of(
            "java.util.ArrayList",
            () -> {
              var l = new ArrayList<>(List.of("b", "a", "c"));
              var part = l.subList(0, 2);
              return new Uses(() -> l.set(0, "x"), () -> part.get(0));
            }),
        of(
            "java.util.HashMap",
            () -> {
              var m = new HashMap<>(Map.of("a", "b"));
              var view = Collections.unmodifiableMap(m);
              return new Uses(() -> m.put("a", "c"), () -> view.get("a"));
            }),
        of(
            "java.util.HashMap",
            () -> {
              var m = new HashMap<>(Map.of("a", "b"));
              return new Uses(
                  () -> m.keySet().remove("a"), () -> m.entrySet().iterator().hasNext());
            }),
        of(
            "java.lang.StringBuilder",
            () -> {
              var s = new StringBuilder();
              return new Uses(() -> s.append(1), () -> s.length());
            }),
        of(
            "java.nio.HeapByteBuffer",
            () -> {
              var b = ByteBuffer.allocate(8);
              return new Uses(() -> b.putInt(1), () -> b.remaining());
            }),
        of(
            "java.util.BitSet",
            () -> {
              var b = new BitSet();
              return new Uses(() -> b.set(3), () -> b.get(3));
            }),
        of(
            "java.text.SimpleDateFormat",
            () -> {
              var f = new SimpleDateFormat("yyyy");
              return new Uses(() -> f.format(new Date(0)), () -> f.format(new Date(1)));
            }),
        of(
            "java.util.SplittableRandom",
            () -> {
              var r = new SplittableRandom(1);
              return new Uses(() -> r.nextInt(), () -> r.nextInt());
            }),
        of(
            "int[] element 2",
            () -> {
              var a = new int[5];
              return new Uses(() -> a[2] = 1, () -> assertThat(a[2]).isLessThan(2));
            }),
        of(
            "int[] element",
            () -> {
              var a = new int[5];
              return new Uses(() -> Arrays.fill(a, 1), () -> assertThat(a[4]).isLessThan(2));
            }),
        of(
            "int[] element",
            () -> {
              var a = new int[5];
              return new Uses(() -> a[1]++, () -> System.arraycopy(a, 0, new int[5], 0, 5));
            }));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void changeAndLook(Supplier<Uses> supplier) throws Throwable {
    var reports =
        Racing.reports(() -> {
          var uses = supplier.get();
          var t = Racing.start(uses.change);
          pause();
          uses.look.run();
          t.join();
        });
    assertThat(reports).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("contents")
  void changeThenLook(Supplier<Uses> supplier) throws Throwable {
    var reports =
        Racing.reports(() -> {
          var uses = supplier.get();
          var t = Racing.start(uses.change);
          t.join();
          uses.look.run();
        });
    assertThat(reports).isEmpty();
  }

  /** The call comes to the wrapper while the block holds its monitor; most likely. */
  @Test
  void aBlockSynchronizedByAWrapperIsOrderedWithItsCalls() throws Throwable {
    for (boolean before : new boolean[] {true, false}) {
      var reports =
          Racing.reports(() -> {
            var l = Collections.synchronizedList(new ArrayList<>(List.of("a")));
            var block =
                Racing.start(() -> {
                  synchronized (l) {
                    var i = l.iterator();
                    if (before) {
                      i.hasNext();
                    }
                    pause();
                    pause();
                    if (!before) {
                      i.hasNext();
                    }
                  }
                });
            var call =
                Racing.start(() -> {
                  pause();
                  l.add("b");
                });
            block.join();
            call.join();
          });
      assertThat(reports).isEmpty();
    }
  }

  /** The iterator of a wrapper takes no lock, so its hook must not wait for one. */
  @Test
  @Timeout(60)
  void anIteratorWaitsForNobody() throws Throwable {
    var l = Collections.synchronizedList(new ArrayList<>(List.of("a")));
    synchronized (l) {
      Racing.start(l::iterator).join();
      Racing.start(() -> new HashMap<String, List<String>>().put("a", l)).join();
    }
  }

  /** What a function did under the lock is known to who has it next, however soon. */
  @Test
  void functionsUnderTheLockOfACollection() throws Throwable {
    var reports =
        Racing.reports(() -> {
          for (int i = 0; i < 300; i++) {
            var cell = new Cell();
            Map<String, Integer> m =
                i % 2 == 0 ? Collections.synchronizedMap(new HashMap<>()) : new Hashtable<>();
            var t =
                Racing.start(() ->
                    m.computeIfAbsent(
                        "k",
                        k -> {
                          cell.set();
                          return 1;
                        }));
            while (m.get("k") == null) {
              Thread.onSpinWait();
            }
            cell.get();
            t.join();
          }
        });
    assertThat(reports).isEmpty();
  }
}
