// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the goroutines of one bubble act on: channels, locks and the like, each with a name that is
 * the same in each repetition: who made it, and as its how manieth.
 */
final class Things {
  /*
   * By identity, and weakly: a bubble that runs for a virtual year makes millions of channels. The
   * identity hash is used to find, never to name or to order. Members may ask on threads of their own.
   */
  static final int[] NONE = {};

  /** Time itself, for what reads or sets it. */
  static final int CLOCK = 0;

  private final Map<Key, Key> known = new HashMap<>();
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
  private final List<String> names = new ArrayList<>(List.of("the clock"));
  private final List<@Nullable StackTraceElement> sites = new ArrayList<>();
  private final boolean keepsNames;
  private int strangers;

  /** What was asked for last is asked for again, most likely. */
  private @Nullable Key asked;

  /**
   * @param keepsNames whether things are asked for by number; if not, names go with them
   */
  Things(boolean keepsNames) {
    this.keepsNames = keepsNames;
    sites.add(null);
  }

  private static final class Key extends WeakReference<Object> {
    final int hash;
    final int number;
    final String name;
    final boolean isInside;

    Key(Object o, ReferenceQueue<Object> gone, int number, String name, boolean isInside) {
      super(o, gone);
      this.hash = System.identityHashCode(o);
      this.number = number;
      this.name = name;
      this.isInside = isInside;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      var mine = get();
      return o == this
          || mine != null
              && (o instanceof Key k ? k.get() == mine : o instanceof Probe p && p.object == mine);
    }
  }

  /** To look for what stands under a key. */
  private record Probe(Object object) {
    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Key k && k.get() == object;
    }
  }

  synchronized void born(Object o, @Nullable Member maker, @Nullable StackTraceElement site) {
    if (find(o) != null) {
      return; // a part has told already, or a class above
    }
    var kind = kindOf(o);
    String name;
    if (maker == null) {
      name = "outside#" + ++strangers;
    } else {
      int n = maker.things.merge(kind, 1, Integer::sum);
      name = (maker.path.equals("0") ? "#" : maker.path + "#") + n;
    }
    add(o, kind, name, true, site);
  }

  /**
   * Its number. A primitive that nobody has announced is from outside; any other object, a monitor
   * or a queue of the JDK, is named by who uses it first.
   */
  int numberOf(Object o, @Nullable Member user) {
    var k = asked; // whoever reads it sees all of it: its fields are final
    return k != null && k.get() == o ? k.number : lookUp(o, user);
  }

  private synchronized int lookUp(Object o, @Nullable Member user) {
    var k = find(o);
    if (k != null) {
      asked = k;
      return k.number;
    }
    if (user != null && !isOurs(o)) {
      born(o, user, null);
      return names.size() - 1;
    }
    return add(o, kindOf(o), "outside#" + ++strangers, false, null).number;
  }

  private static boolean isOurs(Object o) {
    return o.getClass().getName().startsWith("io.heddle.");
  }

  private static String kindOf(Object o) {
    if (o instanceof Class<?> c) {
      return "class " + c.getSimpleName();
    }
    var name = o.getClass().getSimpleName();
    return switch (name) {
      case "TimerChannel" -> "timer channel";
      case "WaitGroup" -> "wait group";
      case "RWMutex" -> "RWMutex";
      case "CancelNode" -> "context";
      case "OnceValue" -> "once value";
      case "SingleFlight" -> "single flight";
      default ->
          name.endsWith("Channel") && isOurs(o)
              ? "channel"
              : isOurs(o) ? name.toLowerCase(Locale.ROOT) : name.isEmpty() ? "object" : name;
    };
  }

  private Key add(
      Object o, String kind, String name, boolean isInside, @Nullable StackTraceElement site) {
    forgetGone();
    int number = names.size();
    var k = new Key(o, gone, number, name, isInside);
    if (keepsNames) {
      names.add(kind + " " + name);
      sites.add(site);
    }
    known.put(k, k);
    return k;
  }

  private void forgetGone() {
    for (var k = gone.poll(); k != null; k = gone.poll()) {
      known.remove(k);
    }
  }

  @SuppressWarnings("CollectionIncompatibleType") // a Probe equals the Key of its object
  private @Nullable Key find(Object o) {
    return known.get(new Probe(o));
  }

  synchronized @Nullable String nameOf(Object o) {
    var k = find(o);
    return k == null ? null : k.name;
  }

  synchronized @Nullable String fullNameOf(Object o) {
    var k = find(o);
    return k == null || k.number >= names.size() ? null : names.get(k.number);
  }

  /** What refers to it, if it was made inside; else null. */
  synchronized @Nullable Reference<Object> inside(Object o) {
    var k = find(o);
    return k != null && k.isInside ? k : null;
  }

  String name(int number) {
    return number < names.size() ? names.get(number) : "?";
  }

  @Nullable StackTraceElement site(int number) {
    return number < sites.size() ? sites.get(number) : null;
  }
}
