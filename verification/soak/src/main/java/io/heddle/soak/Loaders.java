// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Copies of the library in class loaders of their own, which come, run something, and go. */
final class Loaders extends Work {
  private static final int TASKS = 20;
  private static final int PAUSE_MILLIS = 2000;

  /** Longer than a copy's threads live without work. */
  private static final long OLD_NANOS = 90_000_000_000L;

  private record Copy(WeakReference<ClassLoader> loader, long made) {}

  private final List<Copy> copies = new ArrayList<>();

  Loaders(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.lasting(
        this,
        () ->
            ground.repeat(
                this,
                () -> {
                  copies.add(new Copy(new WeakReference<>(use()), System.nanoTime()));
                  Thread.sleep(PAUSE_MILLIS);
                }));
  }

  private static ClassLoader use() throws Exception {
    var urls = new ArrayList<URL>();
    for (var place : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(new File(place).toURI().toURL());
    }
    var loader =
        new URLClassLoader("copy", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    var go = loader.loadClass("io.heddle.Go");
    try (var executor = (ExecutorService) go.getMethod("executor").invoke(null)) {
      for (int i = 0; i < TASKS; i++) {
        var _ = executor.submit(Thread::yield);
      }
    }
    return loader;
  }

  @Override
  void check() {
    System.gc();
    long now = System.nanoTime();
    long kept =
        copies.stream().filter(c -> now - c.made > OLD_NANOS && !c.loader.refersTo(null)).count();
    ground.require(kept == 0, "%d of %d class loaders are not collected", kept, copies.size());
  }
}
