// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import io.heddle.race.watched.corpus.FieldTwins.Box;
import io.heddle.race.watched.corpus.LayerTwins.Layer;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Collections that call the program back while they hold a lock, or traverse what others put there.
 */
@SuppressWarnings({"ReturnValueIgnored", "unused"})
final class CallbackTwins {
  private CallbackTwins() {}

  static Stream<Arguments> twins() {
    return Stream.of(collections(), compared()).flatMap(s -> s);
  }

  // ---- collections that compare, traverse or copy what others put there ----

  /** All in one bin. */
  static final class Key extends Box implements Comparable<Key> {
    Key(int value) {
      super(value);
    }

    @Override
    public int hashCode() {
      return 1;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Key k && k.value == value;
    }

    @Override
    public int compareTo(Key other) {
      return Integer.compare(value, other.value);
    }
  }

  /** One puts boxes into it, and writes to them before that or behind it; the other one looks. */
  private static <C extends Collection<Box>> Arguments filled(
      String name, Supplier<C> make, Consumer<C> look) {
    return Twin.either(
        name,
        (c, inTime) -> {
          var boxes = make.get();
          c.both(
              () -> {
                for (int i = 0; i < 200; i++) {
                  var box = new Box(i);
                  boxes.add(box);
                  if (!inTime) {
                    box.value = i + 1;
                  }
                }
              },
              () -> {
                for (int i = 0; i < 30; i++) {
                  look.accept(boxes);
                }
              });
        });
  }

  private static Stream<Arguments> collections() {
    return Stream.of(
        twin( // with a few it is a list: in a tree much is taken for ordered
            "keys of one bin of a ConcurrentHashMap",
            "Box.value",
            c -> bin(c, 6, k -> k.value = k.get()),
            c -> bin(c, 100, k -> {})),
        filled(
            "a stream of an ArrayBlockingQueue",
            () -> new ArrayBlockingQueue<Box>(300),
            q -> use(q.stream().mapToInt(Box::get).sum())),
        filled(
            "a list of what is in a concurrent queue",
            ConcurrentLinkedQueue<Box>::new,
            q -> {
              var list = new ArrayList<Box>();
              list.addAll(q);
              list.addAll(new ArrayDeque<>(q));
              list.forEach(b -> use(b.get()));
            }),
        filled(
            "an enumeration of a vector",
            Vector<Box>::new,
            v -> {
              for (var e = v.elements(); e.hasMoreElements(); ) {
                use(e.nextElement().get());
              }
            }),
        twin(
            "a function under a synchronized list's lock",
            "Box.value",
            c -> underLock(c, new Object()),
            c -> underLock(c, null)),
        twin(
            "distinct elements of a parallel stream",
            "Key.value",
            c -> {
              var shared = new Key(1);
              distinct(i -> {
                shared.value = i % 2;
                return shared;
              });
            },
            c -> distinct(i -> new Key(i % 5))));
  }

  private static void bin(Twin.Crew c, int keys, Consumer<Box> late) {
    var map = new ConcurrentHashMap<Key, String>();
    c.both(
        () -> {
          for (int i = 0; i < keys; i++) {
            var key = new Key(i);
            map.put(key, "");
            late.accept(key);
          }
        },
        () -> {
          for (int i = 0; i < 100; i++) {
            use(map.get(new Key(1000)) == null ? 0 : 1);
          }
        });
  }

  private static void distinct(IntFunction<Key> key) {
    StreamTwins.parts(2000).mapToObj(key).unordered().distinct().forEach(b -> {});
  }

  /** Null: the block takes the list's own lock. */
  private static void underLock(Twin.Crew c, Object other) {
    var list = Collections.synchronizedList(new ArrayList<Box>());
    list.add(new Box());
    c.both(
        () -> {
          for (int i = 0; i < 200; i++) {
            list.removeIf(b -> b.get() < 0);
          }
        },
        () -> {
          var box = list.get(0);
          for (int i = 0; i < 200; i++) {
            synchronized (other == null ? list : other) {
              box.value++;
            }
          }
        });
  }

  // ---- elements that a queue or map compares under its lock, and whoever takes one changes it
  // ----

  static final class Due extends Box implements Delayed {
    Due(int value) {
      super(value);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return value - 100;
    }

    @Override
    public int compareTo(Delayed other) {
      return Integer.compare(value, ((Due) other).value);
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Due d && d.value == value;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  private interface Takes<C> {
    Due from(C collection) throws Exception;
  }

  /** One puts or looks for elements; the other takes one out, or only looks, and changes it. */
  private static <C> Arguments compared(
      String name, Supplier<C> make, Layer<C> compares, Takes<C> takes, Takes<C> looks) {
    return twin(
        name,
        ".value",
        c -> compared(c, make.get(), compares, looks),
        c -> compared(c, make.get(), compares, takes));
  }

  private static <C> void compared(Twin.Crew c, C shared, Layer<C> compares, Takes<C> changes) {
    c.both(
        () -> {
          for (int i = 0; i < 20; i++) {
            compares.over(shared);
          }
        },
        () -> {
          for (int i = 0; i < 20; i++) {
            var due = changes.from(shared);
            if (due != null) {
              due.value = due.get();
            }
          }
        });
  }

  private static <C extends Collection<Due>> C with50(C collection) {
    for (int i = 0; i < 50; i++) {
      collection.add(new Due(i));
    }
    return collection;
  }

  private static Stream<Arguments> compared() {
    return Stream.of(
        compared(
            "elements of a PriorityBlockingQueue",
            () -> with50(new PriorityBlockingQueue<Due>()),
            q -> {
              q.put(new Due(1));
              return q;
            },
            BlockingQueue::poll,
            Queue::peek),
        compared(
            "elements of a DelayQueue",
            () -> with50(new DelayQueue<Due>()),
            q -> {
              q.put(new Due(1));
              return q;
            },
            BlockingQueue::poll,
            Queue::peek),
        compared(
            "elements that an ArrayBlockingQueue is asked for",
            () -> with50(new ArrayBlockingQueue<Due>(100)),
            q -> {
              q.contains(new Due(1000));
              return q;
            },
            BlockingQueue::poll,
            Queue::peek),
        compared(
            "elements that a LinkedBlockingQueue is asked for",
            () -> with50(new LinkedBlockingQueue<Due>()),
            q -> {
              q.contains(new Due(1000));
              return q;
            },
            BlockingQueue::poll,
            Queue::peek));
  }
}
