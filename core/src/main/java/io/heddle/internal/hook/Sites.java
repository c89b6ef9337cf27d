// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import io.heddle.internal.sched.BubbleScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Where in the user's program goroutines are started and channels are made.
 *
 * <p>Under {@code heddle run} the compiled program says so itself: its call sites were rewritten to
 * pass {@link Sited} bodies and to call {@link #made}. In library use {@code -Dheddle.sites=true}
 * makes each start walk the stack.
 */
public final class Sites {
  private static final boolean WALK = Boolean.getBoolean("heddle.sites");

  /** Made when a stack is first walked: it takes half a millisecond. */
  private static final class Walker {
    static final StackWalker INSTANCE =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  }

  private Sites() {}

  /** What can be told where it was made. */
  public interface HasSite {
    void madeAt(StackTraceElement site);
  }

  /** The site of the body, if it knows; else the caller's line, if asked for; else null. */
  public static @Nullable StackTraceElement of(Object body) {
    return body instanceof Sited sited ? sited.site() : ofCaller();
  }

  /** The first line outside of the library, or null when nobody asked for sites. */
  public static @Nullable StackTraceElement ofCaller() {
    if (!WALK && !isWantedInBubble()) {
      return null;
    }
    return Walker.INSTANCE.walk(frames ->
        frames
            .filter(f -> !isLibrary(f.getDeclaringClass()))
            .map(StackWalker.StackFrame::toStackTraceElement)
            .findFirst()
            .orElse(null));
  }

  private static boolean isWantedInBubble() {
    var b = BubbleScheduler.here();
    return b != null && b.wantsSites();
  }

  /** Called by rewritten programs after a channel was made. */
  public static void made(@Nullable Object made, StackTraceElement site) {
    if (made instanceof HasSite h) {
      h.madeAt(site);
    }
  }

  private static boolean isLibrary(Class<?> c) {
    return c.getProtectionDomain() == Sites.class.getProtectionDomain();
  }
}
