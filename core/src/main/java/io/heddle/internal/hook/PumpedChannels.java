// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Channels of which one end is a pump: a goroutine that carries values to, or from, somewhere
 * outside of this process. Only {@code io.heddle} can make them, for channels are sealed there.
 */
public final class PumpedChannels {
  private static volatile @Nullable Factory factory;

  private PumpedChannels() {}

  /** What the pump sees of a channel, whichever end it has. */
  public interface End {
    /**
     * Waits until something has happened at the channel's other end, somebody has called {@link
     * #ring}, or the time is over. What happened since the last call counts.
     *
     * @param nanos {@link Long#MAX_VALUE} for ever
     */
    void await(long nanos) throws InterruptedException;

    /** Ends the pump's wait, now or the next. */
    void ring();

    /** Closes the channel; harmless if it is closed. */
    void shut();

    int length();
  }

  /** The pump's end of a {@code Channel} that others send to. */
  public interface Outlet extends End {
    /**
     * The next value, null if there is none at the moment. Its room stays taken, and who sent it to
     * an unbuffered channel goes on waiting, until it is confirmed.
     */
    @Nullable Object next();

    /** The value taken longest ago has arrived: its room is free. */
    void confirm();

    /** True once it was closed: what {@link #next} does not give then will never come. */
    boolean isShut();
  }

  /** The pump's end of a {@code Channel} that others receive from; the pump sends to it. */
  public interface Inlet extends End {}

  /** What makes them; sets itself by {@link #madeBy} when its class is initialized. */
  public interface Factory {
    Outlet outlet(String name, int capacity, UnaryOperator<Object> admit, Runnable whenClosed);

    Inlet inlet(String name, int capacity);
  }

  public static void madeBy(Factory f) {
    factory = f;
  }

  /**
   * An outlet.
   *
   * @param name what dumps call it
   * @param admit what is sent in place of a value, on the sender's thread; may refuse it
   * @param whenClosed the end of the user's {@code close}; may wait, and throw
   */
  public static Outlet outlet(
      String name, int capacity, UnaryOperator<Object> admit, Runnable whenClosed) {
    return factory().outlet(name, capacity, admit, whenClosed);
  }

  /** An inlet, buffered. */
  public static Inlet inlet(String name, int capacity) {
    return factory().inlet(name, capacity);
  }

  private static Factory factory() {
    var f = factory;
    return f != null ? f : initialized();
  }

  private static Factory initialized() {
    try {
      // By name: what is internal does not refer to what is public.
      Class.forName("io.heddle.PumpedChannel", true, PumpedChannels.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    var f = factory;
    if (f == null) {
      throw new IllegalStateException("nobody makes pumped channels");
    }
    return f;
  }
}
