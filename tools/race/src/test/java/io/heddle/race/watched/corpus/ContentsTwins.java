// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.text.DecimalFormat;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Collections, builders, formats: not thread-safe, and what to use instead. */
@SuppressWarnings("ReturnValueIgnored") // the access is the point
final class ContentsTwins {
  private ContentsTwins() {}

  interface Use<T> {
    void of(T t) throws Exception;
  }

  /** The same two uses, of a thing that may not be shared and of one that may. */
  private static <T> Arguments shared(
      String name, String where, Supplier<T> unsafe, Supplier<T> safe, Use<T> one, Use<T> other) {
    return twin(name, where, both(unsafe, one, other), both(safe, one, other));
  }

  private static <T> Twin.Program both(Supplier<T> make, Use<T> one, Use<T> other) {
    return c -> {
      var made = make.get();
      c.both(() -> one.of(made), () -> other.of(made));
    };
  }

  /** One use by two at the same time; by one after the other. */
  private static <T> Arguments inTurn(
      String name, String where, Supplier<T> make, Use<T> one, Use<T> other) {
    return twin(
        name,
        where,
        both(make, one, other),
        c -> {
          var made = make.get();
          c.go(() -> one.of(made)).join();
          c.go(() -> other.of(made));
        });
  }

  /** Of one thing for both; of one for each. */
  private static <T> Arguments ownEach(String name, String where, Supplier<T> make, Use<T> use) {
    return twin(name, where, both(make, use, use), c -> c.two(() -> use.of(make.get())));
  }

  private static Map<String, Integer> filled() {
    return new HashMap<>(Map.of("a", 1, "b", 2, "c", 3));
  }

  private static List<String> list() {
    return new ArrayList<>(List.of("b", "a", "c"));
  }

  static Stream<Arguments> twins() {
    return Stream.concat(collections(), others());
  }

  private static Stream<Arguments> collections() {
    var rw = new ReentrantReadWriteLock();
    return Stream.of(
        shared(
            "a map of two keys",
            "java.util.HashMap",
            HashMap<String, Integer>::new,
            ConcurrentHashMap<String, Integer>::new,
            m -> m.put("a", 1),
            m -> m.put("b", 2)),
        shared(
            "put and get",
            "java.util.TreeMap",
            TreeMap<String, Integer>::new,
            ConcurrentSkipListMap<String, Integer>::new,
            m -> m.put("a", 1),
            m -> m.get("a")),
        shared(
            "computed when absent",
            "java.util.HashMap",
            ContentsTwins::filled,
            () -> new ConcurrentHashMap<>(filled()),
            m -> m.computeIfAbsent("x", k -> 1),
            m -> m.merge("x", 1, Integer::sum)),
        shared(
            "ranged over while it grows",
            "java.util.ArrayList",
            ContentsTwins::list,
            () -> new CopyOnWriteArrayList<>(list()),
            l -> l.add("d"),
            l -> {
              try {
                for (var s : l) {
                  use(s);
                }
              } catch (ConcurrentModificationException e) {
                // as it happens
              }
            }),
        shared(
            "a set of names",
            "java.util.HashMap",
            HashSet<String>::new,
            () -> ConcurrentHashMap.<String>newKeySet(),
            s -> s.add("a"),
            s -> s.contains("b")),
        shared(
            "a queue of tasks",
            "java.util.ArrayDeque",
            ArrayDeque<String>::new,
            ConcurrentLinkedDeque<String>::new,
            q -> q.addLast("a"),
            q -> q.pollFirst()),
        shared(
            "a queue by priority",
            "java.util.PriorityQueue",
            PriorityQueue<String>::new,
            PriorityBlockingQueue<String>::new,
            q -> q.add("a"),
            q -> q.poll()),
        shared(
            "a linked list",
            "java.util.LinkedList",
            LinkedList<String>::new,
            LinkedBlockingDeque<String>::new,
            q -> q.add("a"),
            q -> q.peek()),
        shared(
            "behind a view that can't be changed",
            "java.util.HashMap",
            ContentsTwins::filled,
            () -> new ConcurrentHashMap<>(filled()),
            m -> Collections.unmodifiableMap(m).get("a"),
            m -> m.remove("a")),
        shared(
            "by its set of keys",
            "java.util.HashMap",
            ContentsTwins::filled,
            () -> new ConcurrentHashMap<>(filled()),
            m -> m.keySet().remove("a"),
            m -> m.containsKey("b")),
        shared(
            "a wrapper for each call",
            "java.util.ArrayList",
            ContentsTwins::list,
            () -> Collections.synchronizedList(list()),
            l -> l.add("d"),
            l -> l.size()),
        twin(
            "a wrapper, but not around the loop",
            "java.util.ArrayList",
            c -> {
              var l = Collections.synchronizedList(list());
              c.both(
                  () -> l.add("d"),
                  () -> {
                    var i = l.iterator();
                    use(i.hasNext());
                  });
            },
            c -> {
              var l = Collections.synchronizedList(list());
              c.both(
                  () -> l.add("d"),
                  () -> {
                    synchronized (l) {
                      use(l.iterator().hasNext());
                    }
                  });
            }),
        twin(
            "lists in a concurrent map",
            "java.util.ArrayList",
            c -> {
              var m = new ConcurrentHashMap<String, List<String>>();
              m.put("k", new ArrayList<>());
              c.two(() -> m.get("k").add("v"));
            },
            c -> {
              var m = new ConcurrentHashMap<String, List<String>>();
              c.two(() ->
                  m.compute(
                      "k",
                      (k, l) -> {
                        var known = l == null ? new ArrayList<String>() : l;
                        known.add("v");
                        return known;
                      }));
            }),
        twin(
            "the latest used, under a read lock",
            "java.util.LinkedHashMap",
            c -> {
              var m = new LinkedHashMap<String, Integer>(4, 1, true);
              c.two(() -> {
                rw.readLock().lock();
                m.get("a");
                rw.readLock().unlock();
              });
            },
            c -> {
              var m = new LinkedHashMap<String, Integer>(4, 1, true);
              c.two(() -> {
                rw.writeLock().lock();
                m.get("a");
                rw.writeLock().unlock();
              });
            }),
        twin(
            "two lists, one of them within the other",
            "java.util.ArrayList",
            c -> {
              var l = list();
              var part = l.subList(0, 2);
              c.both(() -> l.set(2, "x"), () -> part.get(0));
            },
            c -> {
              var l = list();
              var part = List.copyOf(l.subList(0, 2));
              c.both(() -> l.set(2, "x"), () -> part.get(0));
            }),
        twin(
            "sorted where others read",
            "java.util.ArrayList",
            c -> {
              var l = list();
              c.both(() -> Collections.sort(l), () -> use(l.getFirst()));
            },
            c -> {
              var l = list();
              c.both(() -> l.stream().sorted().toList(), () -> use(l.getFirst()));
            }),
        inTurn(
            "copied while it grows",
            "java.util.ArrayList",
            ContentsTwins::list,
            l -> l.add("x"),
            l -> use(new ArrayList<>(l))),
        inTurn(
            "an enum's map",
            "java.util.EnumMap",
            () -> new EnumMap<TimeUnit, String>(TimeUnit.class),
            m -> m.put(TimeUnit.DAYS, "d"),
            m -> m.get(TimeUnit.DAYS)),
        inTurn(
            "by identity",
            "java.util.IdentityHashMap",
            IdentityHashMap<Object, String>::new,
            m -> m.put(m, "d"),
            m -> m.isEmpty()),
        inTurn(
            "printed while it grows",
            "java.util.TreeMap",
            TreeMap<String, String>::new,
            m -> m.put("k", "v"),
            m -> use("map " + m)));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        twin(
            "collected by a parallel stream",
            "java.util.ArrayList",
            c -> {
              var found = new ArrayList<Integer>();
              c.two(() -> IntStream.range(0, 3).forEach(found::add));
            },
            c ->
                c.two(() -> IntStream.range(0, 3).boxed().parallel().collect(Collectors.toList()))),
        ownEach("a builder", "java.lang.StringBuilder", StringBuilder::new, b -> b.append("x")),
        shared(
            "text from two",
            "java.lang.StringBuilder",
            () -> (Appendable) new StringBuilder(),
            () -> (Appendable) new StringBuffer(),
            a -> length(a),
            a -> append(a)),
        ownEach(
            "a format of dates",
            "java.text.SimpleDateFormat",
            () -> new SimpleDateFormat("yyyy"),
            f -> f.format(new Date(0))),
        twin(
            "old and new formats of dates",
            "java.text.SimpleDateFormat",
            c -> {
              var f = new SimpleDateFormat("yyyy");
              c.two(() -> f.parse("2026"));
            },
            c -> {
              var f = DateTimeFormatter.ofPattern("yyyy").withZone(ZoneOffset.UTC);
              c.two(() -> f.format(Instant.EPOCH));
            }),
        ownEach(
            "a format of numbers",
            "java.text.DecimalFormat",
            () -> new DecimalFormat("0.0"),
            f -> f.format(1.5)),
        ownEach(
            "a calendar",
            "java.util.GregorianCalendar",
            () -> new GregorianCalendar(2026, 1, 1),
            k -> k.add(Calendar.DATE, 1)),
        twin(
            "a matcher",
            "java.util.regex.Matcher",
            c -> {
              var m = Pattern.compile("a+").matcher("baa");
              c.two(m::find);
            },
            c -> {
              var p = Pattern.compile("a+");
              c.two(() -> p.matcher("baa").find());
            }),
        ownEach("a digest", "java.security.MessageDigest", () -> digest(), d -> d.update((byte) 1)),
        twin(
            "a buffer's position",
            "java.nio.HeapByteBuffer",
            c -> {
              var b = ByteBuffer.allocate(8);
              c.two(b::get);
            },
            c -> {
              var b = ByteBuffer.allocate(8);
              c.two(() -> b.duplicate().get());
            }),
        ownEach(
            "random numbers",
            "java.util.SplittableRandom",
            () -> new SplittableRandom(1),
            r -> r.nextInt()),
        ownEach("bits", "java.util.BitSet", BitSet::new, b -> b.set(1)),
        ownEach(
            "joined text", "java.util.StringJoiner", () -> new StringJoiner(","), j -> j.add("x")),
        ownEach("a scanner", "java.util.Scanner", () -> new Scanner("a b c"), s -> s.next()));
  }

  private static void length(Appendable a) {
    use(a instanceof StringBuilder b ? b.length() : ((StringBuffer) a).length());
  }

  private static void append(Appendable a) {
    if (a instanceof StringBuilder b) {
      b.append("x");
    } else {
      ((StringBuffer) a).append("x");
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
