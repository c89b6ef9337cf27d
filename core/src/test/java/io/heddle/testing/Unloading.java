// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A web application that is deployed, used and taken away again, twice. See {@link Child}. */
final class Unloading {
  private static final int ROUNDS = 2;
  private static final long MOST_NANOS = 30_000_000_000L;

  private Unloading() {}

  static void run() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      var loader = use();
      long end = System.nanoTime() + MOST_NANOS;
      while (!loader.refersTo(null) || !runtimeThreads().isEmpty()) {
        if (System.nanoTime() > end) {
          System.out.println("collected: " + loader.refersTo(null) + ", left: " + runtimeThreads());
          System.exit(1);
        }
        System.gc();
        Thread.sleep(100);
        interruptThem();
      }
    }
    System.out.println("collected");
  }

  private static WeakReference<ClassLoader> use() throws Exception {
    var urls = new ArrayList<URL>();
    for (var place : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(new File(place).toURI().toURL());
    }
    var loader =
        new URLClassLoader(
            "application", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    var application =
        (Runnable)
            loader
                .loadClass("io.heddle.testing.Application")
                .getDeclaredConstructor()
                .newInstance();
    application.run();
    application.run();
    return new WeakReference<>(loader);
  }

  private static List<String> runtimeThreads() {
    return threads().map(Thread::getName).toList();
  }

  /** As a stranger may: they end all the same. */
  private static void interruptThem() {
    threads().forEach(Thread::interrupt);
  }

  private static Stream<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("heddle-"));
  }
}
