// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/**
 * The {@link Side} of every object that has one, by identity; it does not keep the object alive.
 */
final class SideTable {
  /*
   * Stripes, each a hash table with chains. Looking up takes no lock. An entry is put before the others of its
   * chain, where a search does not miss them; a sweep links the chains anew, and a search may then end too early. So
   * who finds nothing looks whether there was a sweep meanwhile (`sweeps` is odd, or has changed), and then searches
   * again under the stripe's lock: what was released to an object must not be overlooked.
   * Dead entries are swept when a stripe is full, before it grows; so there are at most about as many dead as live ones.
   * Home:   objects of some classes of Heddle have a field for it, which the agent has added: waiters, of
   *         which there is one for each wait, and what they wait on.
   * No ReferenceQueue: its lock could park a thread where it must not.
   * Checked by: SideTableTest.
   */
  private static final int STRIPES = 128;
  private static final Stripe[] TABLE = new Stripe[STRIPES];

  static {
    for (int i = 0; i < STRIPES; i++) {
      TABLE[i] = new Stripe();
    }
  }

  /** When nothing is watched any more, of every object but a thread: nothing is kept in it. */
  static final Side NOBODY = new Side(null, 0, null);

  private static final ByClass<Long> HOME = fieldOf(Layouts.HOME);

  private SideTable() {}

  /** Where objects of a class have a field of this name that was added to it; 0: they have none. */
  static ByClass<Long> fieldOf(String name) {
    return new ByClass<>(
        new ClassValue<>() {
          @Override
          protected Long computeValue(Class<?> type) {
            for (Class<?> c = type; c != null; c = c.getSuperclass()) {
              if (c.getName().startsWith("io.heddle.")) {
                try {
                  return Memory.offset(c, name);
                } catch (InternalError e) {
                  // it has none
                }
              }
            }
            return 0L;
          }
        });
  }

  private static final class Stripe {
    static final long LOCK = Memory.offset(Stripe.class, "lock");

    @SuppressWarnings("unused") // by its offset
    volatile int lock;

    volatile Side[] chains = new Side[16];

    /** Odd while one is under way; written under the lock. */
    volatile int sweeps;

    int size;
  }

  /** Nothing is remembered any more. Takes no memory. */
  static void clear() {
    for (var stripe : TABLE) {
      Memory.lock(stripe, Stripe.LOCK);
      var chains = stripe.chains;
      for (int i = 0; i < chains.length; i++) {
        for (var s = chains[i]; s != null; s = s.next) {
          s.words = null; // threads keep some entries (ArrayCache)
        }
        chains[i] = null;
      }
      stripe.size = 0;
      Memory.unlock(stripe, Stripe.LOCK);
    }
  }

  static Side of(Object o) {
    if (Detector.isOff() && !(o instanceof Thread)) {
      return NOBODY;
    }
    long home = HOME.get(o.getClass());
    if (home != 0) {
      return inField(o, home, null, 0);
    }
    int h = hash(o);
    var own = o instanceof Thread t ? GoroutineHome.of(t, h, true) : null;
    if (own != null) {
      return own;
    }
    var stripe = TABLE[h & STRIPES - 1];
    var found = search(stripe.chains, h, o);
    return found != null ? found : addIfAbsent(stripe, h, o);
  }

  /**
   * The one that a field of the holder refers to; if there is none yet, a new one of that object.
   */
  static Side inField(Object holder, long field, Object of, int hash) {
    var found = (Side) Memory.UNSAFE.getReferenceAcquire(holder, field);
    if (found != null) {
      return found;
    }
    var made = new Side(of, hash, null);
    var before = (Side) Memory.UNSAFE.compareAndExchangeReference(holder, field, null, made);
    return before == null ? made : before;
  }

  static Side ifAny(Object o) {
    if (Detector.isOff()) {
      return null;
    }
    long home = HOME.get(o.getClass());
    if (home != 0) {
      return (Side) Memory.UNSAFE.getReferenceAcquire(o, home);
    }
    int h = hash(o);
    var own = o instanceof Thread t ? GoroutineHome.of(t, h, false) : null;
    return own != null ? own : find(TABLE[h & STRIPES - 1], h, o);
  }

  private static Side find(Stripe stripe, int h, Object o) {
    int before = stripe.sweeps;
    var found = search(stripe.chains, h, o);
    if (found != null) {
      return found;
    }
    Memory.UNSAFE.loadFence(); // pairs with sweep
    if (stripe.sweeps == before && (before & 1) == 0) {
      return null;
    }
    Memory.lock(stripe, Stripe.LOCK);
    found = search(stripe.chains, h, o);
    Memory.unlock(stripe, Stripe.LOCK);
    return found;
  }

  private static int hash(Object o) {
    // A thread has a number, and does not need another one in its header.
    int h = (o instanceof Thread t ? (int) t.threadId() : System.identityHashCode(o)) * 0x9E3779B9;
    return h ^ h >>> 15;
  }

  private static int chain(int hash, Side[] chains) {
    return hash >>> 7 & chains.length - 1;
  }

  private static Side search(Side[] chains, int h, Object o) {
    for (var s = chains[chain(h, chains)]; s != null; s = s.next) {
      if (s.hash == h && s.refersTo(o)) {
        return s;
      }
    }
    return null;
  }

  private static Side addIfAbsent(Stripe stripe, int h, Object o) {
    Memory.lock(stripe, Stripe.LOCK);
    try {
      var found = search(stripe.chains, h, o);
      if (found != null) {
        return found;
      }
      if (stripe.size >= stripe.chains.length) {
        sweep(stripe);
      }
      var chains = stripe.chains;
      int i = chain(h, chains);
      var added = new Side(o, h, chains[i]);
      Memory.UNSAFE.storeFence();
      chains[i] = added;
      stripe.size++;
      return added;
    } finally {
      Memory.unlock(stripe, Stripe.LOCK);
    }
  }

  /** Drops dead entries; if there were few, doubles the table. */
  private static void sweep(Stripe stripe) {
    var old = stripe.chains;
    int live = 0;
    for (var first : old) {
      for (var s = first; s != null; s = s.next) {
        if (!s.refersTo(null)) {
          live++;
        }
      }
    }
    var chains = new Side[live > old.length / 2 ? old.length * 2 : old.length];
    stripe.sweeps++;
    Memory.UNSAFE.storeFence(); // pairs with find
    for (var first : old) {
      for (var s = first; s != null; ) {
        var next = s.next;
        if (!s.refersTo(null)) {
          int i = chain(s.hash, chains);
          s.next = chains[i];
          chains[i] = s;
        }
        s = next;
      }
    }
    stripe.chains = chains;
    stripe.size = live;
    stripe.sweeps++;
  }
}
