// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.hook.Inheritance;
import io.heddle.runtime.Inherited.Scope;
import io.heddle.runtime.Inherited.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** All {@link Inherited} that there are. */
final class InheritedServices implements Inheritance.Hook {
  /*
   * Lock order: that of Inheritance, which is held while services are looked for, then this. add and
   * remove wait for that search before they take this one.
   */
  static final InheritedServices INSTANCE = new InheritedServices();

  static {
    Inheritance.askedBy(INSTANCE);
  }

  private final CopyOnWriteArrayList<Inherited> all = new CopyOnWriteArrayList<>();

  private InheritedServices() {}

  void add(Inherited inherited) {
    Inheritance.look();
    synchronized (this) {
      all.addIfAbsent(inherited);
      Inheritance.set(true);
    }
  }

  boolean remove(Inherited inherited) {
    Inheritance.look();
    synchronized (this) {
      boolean was = all.remove(inherited);
      if (was && all.isEmpty()) {
        Inheritance.set(false);
      }
      return was;
    }
  }

  @Override
  public boolean look(@Nullable ClassLoader given) {
    var loader = given != null ? given : Inherited.class.getClassLoader();
    if (mayHaveServices(loader)) {
      try {
        for (var service : ServiceLoader.load(Inherited.class, loader)) {
          all.addIfAbsent(service);
        }
      } catch (ServiceConfigurationError e) {
        System.err.println("heddle: goroutines do not inherit what a service provides: " + e);
      }
    }
    return !all.isEmpty();
  }

  /** Asking for the resource is cheaper than a ServiceLoader, which most programs use nowhere. */
  private static boolean mayHaveServices(ClassLoader loader) {
    return Inherited.class.getModule().isNamed()
        || loader.getResource("META-INF/services/" + Inherited.class.getName()) != null;
  }

  @Override
  public @Nullable Object capture() {
    List<Snapshot> snapshots = null;
    for (var inherited : all) {
      var snapshot = inherited.capture();
      if (snapshot != null) {
        snapshots = snapshots == null ? new ArrayList<>(2) : snapshots;
        snapshots.add(snapshot);
      }
    }
    return snapshots;
  }

  @Override
  public void run(Object captured, Inheritance.Body body) throws Throwable {
    @SuppressWarnings("unchecked") // capture made it
    var snapshots = (List<Snapshot>) captured;
    runWith(snapshots, 0, body);
  }

  private static void runWith(List<Snapshot> snapshots, int from, Inheritance.Body body)
      throws Throwable {
    if (from == snapshots.size()) {
      body.run();
      return;
    }
    try (Scope _ = snapshots.get(from).restore()) {
      runWith(snapshots, from + 1, body);
    }
  }
}
