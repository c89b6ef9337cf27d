// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.JdkStacks;
import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * The stacks of many threads, each made into words once: the same list for equal stacks. For one
 * dump; any thread may ask.
 */
public final class Stacks {
  /*
   * A million goroutines mostly stand in a handful of places. The frames of one that is parked are
   * compared as methods and bytecode indexes; only of those that are new are made StackTraceElements,
   * which costs more than the walk.
   */
  private static final int MANY = 10_000;

  private final ConcurrentMap<Key, List<StackTraceElement>> known = new ConcurrentHashMap<>();
  private final JdkStacks.Known<List<StackTraceElement>> walked;

  /** Of a few. */
  public Stacks() {
    this(0);
  }

  /**
   * @param threads of about how many
   */
  public Stacks(int threads) {
    walked = new JdkStacks.Known<>(threads >= MANY);
  }

  /** What makes stacks equal: methods and positions, or ready-made elements. */
  private record Key(Object[] frames, int[] positions) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Key k
          && Arrays.equals(frames, k.frames)
          && Arrays.equals(positions, k.positions);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(frames) * 31 + Arrays.hashCode(positions);
    }
  }

  /** The thread's stack, innermost frame first, without the runtime's own frames. */
  public List<StackTraceElement> of(Thread t) {
    var parked = t.isVirtual() ? JdkStacks.walkParked(t, walked, this::intern) : null;
    return parked != null ? parked : intern(t.getStackTrace());
  }

  private List<StackTraceElement> intern(Stream<StackFrame> walked) {
    var frames = walked.toArray(StackFrame[]::new);
    var methods = new Object[frames.length];
    var positions = new int[frames.length];
    for (int i = 0; i < frames.length; i++) {
      methods[i] = JdkStacks.methodOf(frames[i]);
      positions[i] = frames[i].getByteCodeIndex();
    }
    var key = new Key(methods, positions);
    var list = known.get(key);
    if (list != null) {
      return list;
    }
    var elements = new StackTraceElement[frames.length];
    for (int i = 0; i < frames.length; i++) {
      elements[i] = frames[i].toStackTraceElement();
    }
    list = intern(elements);
    known.put(key, list);
    return list;
  }

  private List<StackTraceElement> intern(StackTraceElement[] elements) {
    var list = Frames.ofUser(elements);
    var former = known.putIfAbsent(new Key(list.toArray(), new int[0]), list);
    return former == null ? list : former;
  }
}
