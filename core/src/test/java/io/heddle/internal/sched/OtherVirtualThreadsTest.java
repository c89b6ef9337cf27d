// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtherVirtualThreadsTest {
  private final CountDownLatch end = new CountDownLatch(1);

  @BeforeEach
  void needsTheJdkOpened() {
    assumeTrue(JdkInternals.available());
  }

  private void park() {
    while (end.getCount() > 0) {
      LockSupport.park(this);
    }
  }

  @Test
  void thoseWithoutAScopeAreNamed() throws Exception {
    var t = Thread.ofVirtual().start(this::park);
    assertThat(JdkInternals.otherVirtualThreads()).contains(t);
    end.countDown();
    LockSupport.unpark(t);
    t.join();
  }

  /** A flock is what a structured scope is made of; which is a preview. */
  @Test
  void thoseInAScopeOfAGoroutineAreNamed() throws Exception {
    var flock = Class.forName("jdk.internal.misc.ThreadFlock");
    var in = JdkInternals.lookup(flock);
    var open = in.findStatic(flock, "open", MethodType.methodType(flock, String.class));
    var start = in.findVirtual(flock, "start", MethodType.methodType(Thread.class, Thread.class));
    var close = in.findVirtual(flock, "close", MethodType.methodType(void.class));
    var inside = Thread.ofVirtual().unstarted(this::park);
    var owner =
        go(() -> {
          try {
            var scope = (Object) open.invoke("scope");
            start.invoke(scope, inside);
            close.invoke(scope); // waits
          } catch (Throwable e) {
            throw new AssertionError(e);
          }
        });
    while (inside.getState() != Thread.State.WAITING) {
      assertThat(owner.isAlive()).isTrue();
      Thread.sleep(1);
    }
    assertThat(JdkInternals.otherVirtualThreads()).contains(inside).doesNotContain(owner);
    end.countDown();
    LockSupport.unpark(inside);
    owner.join();
  }

  /** As of a web application that has been taken away, and is not collected yet. */
  @Test
  void aCopyWhoseLoaderIsClosedHasNone() throws Exception {
    var copy = new Copy();
    Class.forName(
        JdkInternals.class.getName() + "$Container", true, copy); // tells the JDK of itself
    copy.close();
    assertThat(copy.hasLoaded(Registry.class)).as("now it is too late").isFalse();
    assertThat(JdkInternals.otherVirtualThreads()).isNotNull();
    Reference.reachabilityFence(copy);
  }

  private static final class Copy extends URLClassLoader {
    Copy() {
      super("copy", classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() {
      return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(place -> {
            try {
              return new File(place).toURI().toURL();
            } catch (MalformedURLException e) {
              throw new AssertionError(e);
            }
          })
          .toArray(URL[]::new);
    }

    boolean hasLoaded(Class<?> c) {
      return findLoadedClass(c.getName()) != null;
    }
  }
}
