// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.Twin.twin;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Fields and arrays: what is captured, published, begun too early or read too soon. */
@SuppressWarnings({"ReturnValueIgnored", "unused"}) // written and read by parts
final class FieldTwins {
  private FieldTwins() {}

  static class Box {
    int value;
    volatile int shared;
    Box next;

    Box() {}

    Box(int value) {
      this.value = value;
    }

    int get() {
      return value;
    }
  }

  static class Named extends Box {
    String name = "";
  }

  /** Starts a part before it is ready. */
  static final class Escaping {
    final Thread part;
    int ready;

    Escaping(Twin.Crew crew) {
      part = crew.go(() -> use(ready));
      ready = 1;
    }
  }

  static final class Careful {
    int ready;

    Careful() {
      ready = 1;
    }

    void start(Twin.Crew crew) {
      crew.go(() -> use(ready));
    }
  }

  static final class Lazy {
    private static Box instance;
    private static volatile Box checked;
    private static Box unchecked;

    static Box get() {
      if (instance == null) {
        instance = new Box(1);
      }
      return instance;
    }

    static Box twice() {
      if (unchecked == null) {
        synchronized (Lazy.class) {
          if (unchecked == null) {
            unchecked = new Box(2);
          }
        }
      }
      return unchecked;
    }

    static Box twiceVolatile() {
      if (checked == null) {
        synchronized (Lazy.class) {
          if (checked == null) {
            checked = new Box(2);
          }
        }
      }
      return checked;
    }

    static final class Holder {
      static final Box BOX = new Box(3);
    }
  }

  enum Mode {
    FAST;
    int uses;
    final AtomicInteger counted = new AtomicInteger();
  }

  record Snapshot(int[] values) {
    Snapshot copy() {
      return new Snapshot(values.clone());
    }
  }

  interface Table {
    int[] ROWS = new int[4];
  }

  static final class Outer {
    int sum;

    final class Adder {
      int own;

      void add(int n) {
        sum += n;
      }

      void addOwn(int n) {
        own += n;
      }
    }
  }

  static int counter;
  static final ThreadLocal<int[]> OWN = ThreadLocal.withInitial(() -> new int[1]);

  static void use(Object o) {
    if (o == OWN) {
      throw new AssertionError();
    }
  }

  static Stream<Arguments> twins() {
    return Stream.of(
        twin(
            "two count",
            "Box.value",
            c -> {
              var box = new Box();
              c.two(() -> box.value++);
            },
            c -> {
              var n = new AtomicInteger();
              c.two(n::incrementAndGet);
            }),
        twin(
            "a captured array",
            "int[] element 0",
            c -> {
              int[] sum = {0};
              c.both(() -> sum[0] += 1, () -> sum[0] += 2);
            },
            c -> {
              int[] sums = {0, 0};
              c.both(() -> sums[0] += 1, () -> sums[1] += 2);
            }),
        twin(
            "a static field",
            "FieldTwins.counter",
            c -> c.two(() -> counter++),
            c -> c.two(() -> OWN.get()[0]++)),
        twin(
            "a flag",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> use(box.value));
              box.value = 1;
            },
            c -> {
              var box = new Box();
              c.go(() -> use(box.shared));
              box.shared = 1;
            }),
        twin(
            "lazily made",
            "Lazy.instance",
            c -> {
              Lazy.instance = null;
              c.two(() -> use(Lazy.get().value));
            },
            c -> c.two(() -> use(Lazy.Holder.BOX.value))),
        twin(
            "checked twice",
            "FieldTwins$", // the reference, or what it refers to
            c -> {
              Lazy.unchecked = null;
              c.two(() -> use(Lazy.twice().value));
            },
            c -> {
              Lazy.checked = null;
              c.two(() -> use(Lazy.twiceVolatile().value));
            }),
        twin(
            "parts of an array",
            "int[] element 5",
            c -> {
              int[] a = new int[10];
              c.both(() -> Arrays.fill(a, 0, 6, 1), () -> Arrays.fill(a, 5, 10, 1));
            },
            c -> {
              int[] a = new int[10];
              c.both(() -> Arrays.fill(a, 0, 5, 1), () -> Arrays.fill(a, 5, 10, 1));
            }),
        twin(
            "bytes side by side",
            "byte[] element 1",
            c -> {
              byte[] a = new byte[4];
              c.both(() -> a[1]++, () -> a[1]++);
            },
            c -> {
              byte[] a = new byte[4];
              c.both(() -> a[1]++, () -> a[2]++);
            }),
        twin(
            "moved within an array",
            "long[] element 3",
            c -> {
              long[] a = new long[8];
              c.both(() -> System.arraycopy(a, 0, a, 2, 4), () -> a[3] = 1);
            },
            c -> {
              long[] a = new long[8];
              c.both(() -> System.arraycopy(a, 0, a, 2, 4), () -> a[7] = 1);
            }),
        twin(
            "rows of a matrix",
            "double[] element 1",
            c -> {
              double[][] m = new double[2][2];
              c.both(() -> m[0][1] = 1, () -> m[0][1] += 2);
            },
            c -> {
              double[][] m = new double[2][2];
              c.both(() -> m[0][1] = 1, () -> m[1][1] += 2);
            }),
        twin(
            "rows that are replaced",
            "int[][] element 0",
            c -> {
              int[][] m = new int[2][2];
              c.both(() -> m[0] = new int[3], () -> use(m[0].length));
            },
            c -> {
              int[][] m = new int[2][2];
              c.both(() -> m[1] = new int[3], () -> use(m[0].length));
            }),
        twin(
            "read before it is joined",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> box.value = 1);
              use(box.get());
            },
            c -> {
              var box = new Box();
              c.go(() -> box.value = 1).join();
              use(box.get());
            }),
        twin(
            "only one of two is joined",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> box.value = 1);
              c.go(() -> use("nothing")).join();
              use(box.get());
            },
            c -> {
              var box = new Box();
              var first = c.go(() -> box.value = 1);
              c.go(() -> use("nothing")).join();
              first.join();
              use(box.get());
            }),
        twin(
            "written behind the start",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> use(box.get()));
              box.value = 1;
            },
            c -> {
              var box = new Box();
              box.value = 1;
              c.go(() -> use(box.get()));
            }),
        twin(
            "a constructor that starts",
            "Escaping.ready",
            c -> use(new Escaping(c)),
            c -> new Careful().start(c)),
        twin(
            "an inherited field",
            "Box.value",
            c -> {
              var named = new Named();
              c.both(() -> named.value = 1, () -> use(named.get()));
            },
            c -> {
              var named = new Named();
              c.both(() -> named.value = 1, () -> use(named.name));
            }),
        twin(
            "a list of nodes",
            "Box.next",
            c -> {
              var head = new Box();
              c.both(() -> head.next = new Box(), () -> use(head.next));
            },
            c -> {
              var head = new Box();
              head.next = new Box();
              c.both(() -> use(head.next.get()), () -> use(head.next));
            }),
        twin(
            "an enum's field",
            "Mode.uses",
            c -> c.two(() -> Mode.FAST.uses++),
            c -> c.two(Mode.FAST.counted::incrementAndGet)),
        twin(
            "a record's array",
            "int[] element 0",
            c -> {
              var s = new Snapshot(new int[1]);
              c.two(() -> s.values()[0]++);
            },
            c -> {
              var s = new Snapshot(new int[1]);
              c.two(() -> s.copy().values()[0]++);
            }),
        twin(
            "an interface's array",
            "int[] element 1",
            c -> c.two(() -> Table.ROWS[1]++),
            c -> c.two(() -> use(Table.ROWS[2]))),
        twin(
            "what objects inside share",
            "Outer.sum",
            c -> {
              var outer = new Outer();
              c.two(() -> outer.new Adder().add(1));
            },
            c -> {
              var outer = new Outer();
              c.two(() -> outer.new Adder().addOwn(1));
            }),
        twin(
            "half of it atomic",
            "Box.value",
            c -> {
              var box = new Box();
              c.two(() -> {
                box.shared = 1;
                box.value++;
              });
            },
            c -> {
              var counts = new AtomicLongArray(2);
              c.two(() -> {
                counts.set(0, 1);
                counts.incrementAndGet(1);
              });
            }),
        twin(
            "written behind the signal",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> {
                box.shared = 1;
                box.value = 1;
              });
              await(() -> box.shared);
              use(box.get());
            },
            c -> {
              var box = new Box();
              c.go(() -> {
                box.value = 1;
                box.shared = 1;
              });
              await(() -> box.shared);
              use(box.get());
            }),
        twin(
            "in the finally block",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> {
                try {
                  use(box);
                } finally {
                  box.value = 1;
                }
              });
              box.value = 2;
            },
            c -> {
              var box = new Box();
              c.go(() -> {
                try {
                  use(box);
                } finally {
                  box.shared = 1;
                }
              });
              box.shared = 2;
            }));
  }

  static void await(IntSupplier condition) {
    while (condition.getAsInt() == 0) {
      Thread.yield();
    }
  }
}
