// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import java.text.SimpleDateFormat;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Races that were found in well-known libraries and mended there, rebuilt small: as they were, and
 * as they were mended. Where each was: docs/guide/races.md.
 */
@SuppressWarnings("ReturnValueIgnored")
final class PublishedTwins {
  private PublishedTwins() {}

  /** Netty 13537: what class of status a response has, found when first asked for. */
  static final class Status {
    private final int code;
    private String kind;
    private volatile String kindMended;

    Status(int code) {
      this.code = code;
    }

    String kind() {
      var known = kind;
      if (known == null) {
        kind = known = code < 400 ? "fine" : "error";
      }
      return known;
    }

    String kindMended() {
      var known = kindMended;
      if (known == null) {
        kindMended = known = code < 400 ? "fine" : "error";
      }
      return known;
    }
  }

  /** Gson 1976: an adapter that looks for the next one when it is first needed. */
  static final class Adapter {
    private StringBuilder delegate;
    private volatile StringBuilder delegateMended;

    StringBuilder delegate() {
      return delegate != null ? delegate : (delegate = new StringBuilder("next"));
    }

    StringBuilder delegateMended() {
      var d = delegateMended;
      return d != null ? d : (delegateMended = new StringBuilder("next"));
    }
  }

  /** Dubbo 3323, Jackson 5835: checked twice, and the field is plain. */
  static final class Checked {
    private Supplier<String> made;
    private volatile Supplier<String> madeMended;

    String get() {
      if (made == null) {
        synchronized (this) {
          if (made == null) {
            made = () -> "value";
          }
        }
      }
      return made.get();
    }

    String getMended() {
      if (madeMended == null) {
        synchronized (this) {
          if (madeMended == null) {
            madeMended = () -> "value";
          }
        }
      }
      return madeMended.get();
    }
  }

  /** libphonenumber 2751: which files were loaded is looked up before the lock is taken. */
  private static void loadOnce(Set<String> loaded, String file) {
    if (!loaded.contains(file)) {
      synchronized (PublishedTwins.class) {
        loaded.add(file);
      }
    }
  }

  /** Fory 2366, Gradle 1935: a cache by class that forgets what nobody has any more. */
  private static void cache(Map<Class<?>, String> byClass, Class<?> type) {
    if (byClass.get(type) == null) {
      byClass.put(type, type.getName());
    }
  }

  static Stream<Arguments> twins() {
    return Stream.of(
        twin(
            "Netty: the class of a status",
            "Status.kind",
            c -> {
              var s = new Status(200);
              c.two(s::kind);
            },
            c -> {
              var s = new Status(200);
              c.two(s::kindMended);
            }),
        twin(
            "Gson: the next adapter",
            "Adapter.delegate",
            c -> {
              var a = new Adapter();
              c.two(a::delegate);
            },
            c -> {
              var a = new Adapter();
              c.two(a::delegateMended);
            }),
        twin(
            "Dubbo, Jackson: checked twice",
            "Checked.made",
            c -> {
              var checked = new Checked();
              c.two(checked::get);
            },
            c -> {
              var checked = new Checked();
              c.two(checked::getMended);
            }),
        twin(
            "libphonenumber: what is loaded",
            "java.util.HashMap",
            c -> {
              Set<String> loaded = new HashSet<>();
              c.both(() -> loadOnce(loaded, "a"), () -> loadOnce(loaded, "b"));
            },
            c -> {
              Set<String> loaded = ConcurrentHashMap.newKeySet();
              c.both(() -> loadOnce(loaded, "a"), () -> loadOnce(loaded, "b"));
            }),
        twin(
            "Fory, Gradle: a weak cache",
            "java.util.WeakHashMap",
            c -> {
              var weak = new WeakHashMap<Class<?>, String>();
              c.both(() -> cache(weak, String.class), () -> cache(weak, Integer.class));
            },
            c -> {
              var weak = Collections.synchronizedMap(new WeakHashMap<Class<?>, String>());
              c.both(() -> cache(weak, String.class), () -> cache(weak, Integer.class));
            }),
        twin(
            "Secor: a format of dates for all",
            "java.text.SimpleDateFormat",
            c -> {
              var day = new SimpleDateFormat("yyyy-MM-dd");
              c.two(() -> day.format(new Date(0)));
            },
            c -> c.two(() -> new SimpleDateFormat("yyyy-MM-dd").format(new Date(0)))),
        twin(
            "libjitsi: clocks by source",
            "java.util.HashMap",
            c -> {
              var clocks = new HashMap<Long, Long>();
              c.both(
                  () -> use(clocks.get(1L)),
                  () -> {
                    synchronized (clocks) {
                      clocks.put(2L, 0L);
                    }
                  });
            },
            c -> {
              var clocks = new ConcurrentHashMap<Long, Long>();
              c.both(() -> use(clocks.get(1L)), () -> clocks.put(2L, 0L));
            }));
  }
}
