// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of the stacks of virtual threads that stand still: equal ones only of equal stacks.
 * To take one costs a twentieth of a walk. For dumps of very many.
 */
final class StackPrints {
  /*
   * A parked thread's frames lie in an object of the heap (StackChunk), as they lay on the carrier's
   * stack. The print is of the words in it that are addresses of compiled methods, each with its place.
   *
   * Why equal prints mean equal stacks, if all frames are of compiled methods: the word below the
   * innermost frame is the address where that goes on, which tells its method, the place in it (and in
   * all that is inlined there) and how large the frame is, and so where the next such word lies; and so
   * on to the outermost. All these words are in the print. Other words may be, left over in a frame: then
   * equal stacks have several prints, and are walked as often.
   * An interpreted frame goes on at an address outside of the compiled methods. A stack with such a word
   * has no print, except that the outermost frame always returns to a stub.
   *
   * Blocked: who waits to enter a monitor has the frame of a stub on top, in which anything may lie, also
   * what looks like an address of the interpreter's. So such a print is of all words that are addresses of
   * code, and is good for others only when a walk has told that all frames are of compiled methods.
   * Then the same holds: the size of the stub's frame is fixed, too.
   *
   * Interpreted: where such a frame stands, how it is laid out, and which of its places for monitors are
   *           taken is told by its own words: the address of the bytecode, distances, and references that
   *           are null or not. So a print of all words, with any two references alike, is equal only where
   *           as many monitors are owned (ofAll). What lies below 32 GB is taken for a reference, unless
   *           it is too small. Where the JVM has its code there, its methods may be, too: no such prints.
   *           A larger heap's references are not alike, and those stacks not either.
   *
   * What of the JDK is used: VirtualThread.cont, Continuation.tail, the fields of StackChunk, where an
   *           object of that class has its words (`offset`), and the bounds of the code cache, which a
   *           diagnostic command tells. Where anything is different no stack has a print, or all have
   *           many: it takes longer, no more.
   * Who asks: keeps the thread from going on meanwhile, see JdkStacks.
   * Rejected: to walk a sample of those with the same site and reason. The few that stand elsewhere are
   *           what one looks for in a dump.
   * Checked by: StacksTest, BareTest
   */
  private static final int WORD = 8;

  /** References below 32 GB; narrow ones, too. What is smaller is a distance or a number. */
  private static final long FIRST_REFERENCE = 1L << 20;

  private static final long REFERENCES_END = 1L << 35;
  private static final @Nullable StackPrints INSTANCE = open();

  /** A constant, so that the JIT reads a word in one instruction. */
  private static final @Nullable MethodHandle WORD_AT =
      INSTANCE == null ? null : INSTANCE.access.word;

  private final Access access;
  private final Bounds compiled;
  private final Bounds also;
  private final Bounds other;

  private StackPrints(Access access, Bounds compiled, Bounds also, Bounds other) {
    this.access = access;
    this.compiled = compiled;
    this.also = also;
    this.other = other;
  }

  /**
   * One stack's; its parts are hashes of the same. Compared without the call sites that a record
   * has linked at the first comparison, for milliseconds.
   */
  record Print(long one, long two) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Print p && p.one == one && p.two == two;
    }

    @Override
    public int hashCode() {
      return (int) one;
    }
  }

  private record Access(
      VarHandle tail,
      VarHandle parent,
      VarHandle sp,
      VarHandle bottom,
      MethodHandle word,
      int offset) {}

  /** A part of the code cache. */
  private record Bounds(long from, long to) {
    boolean contain(long address) {
      return address >= from && address < to;
    }

    /** Of what is called so in the answer to {@code jcmd PID Compiler.codecache}. */
    static Bounds of(String name, String codecache) {
      var found =
          Pattern.compile(
                  "'"
                      + name
                      + "'.*\\s+bounds \\[0x(\\p{XDigit}+), 0x\\p{XDigit}+, 0x(\\p{XDigit}+)]")
              .matcher(codecache);
      if (!found.find()) {
        throw new IllegalArgumentException(name);
      }
      return new Bounds(Long.parseLong(found.group(1), 16), Long.parseLong(found.group(2), 16));
    }
  }

  /** Null if this JVM does not let us. */
  static @Nullable StackPrints get() {
    return INSTANCE;
  }

  private static @Nullable StackPrints open() {
    if (!JdkInternals.available()) {
      return null;
    }
    try {
      var codecache = CodeCache.text();
      return new StackPrints(
          access(),
          Bounds.of("non-profiled nmethods", codecache),
          Bounds.of("profiled nmethods", codecache),
          Bounds.of("non-nmethods", codecache));
    } catch (Throwable e) {
      return null; // another JDK, or other flags
    }
  }

  private static Access access() throws Throwable {
    var continuation = Class.forName("jdk.internal.vm.Continuation");
    var chunk = Class.forName("jdk.internal.vm.StackChunk");
    var unsafe = Class.forName("jdk.internal.misc.Unsafe");
    var lookup = JdkInternals.lookup(unsafe);
    var instance =
        (Object) lookup.findStatic(unsafe, "getUnsafe", MethodType.methodType(unsafe)).invoke();
    var word =
        lookup
            .findVirtual(
                unsafe, "getLong", MethodType.methodType(long.class, Object.class, long.class))
            .bindTo(instance);
    int header = number(lookup, instance, "arrayBaseOffset", byte[].class) - Integer.BYTES;
    int reference = number(lookup, instance, "arrayIndexScale", Object[].class);
    return new Access(
        JdkInternals.field(continuation, "tail"),
        JdkInternals.field(chunk, "parent"),
        JdkInternals.field(chunk, "sp"),
        JdkInternals.field(chunk, "bottom"),
        word,
        offset(header, reference));
  }

  /** An int or, in some JDKs, a long. */
  private static int number(
      MethodHandles.Lookup lookup, Object unsafe, String method, Class<?> argument)
      throws Throwable {
    var found = lookup.unreflect(unsafe.getClass().getMethod(method, Class.class));
    return ((Number) found.invoke(unsafe, argument)).intValue();
  }

  /**
   * Where the words begin: behind the fields {@code parent, size, sp, bottom} and those that the
   * JVM adds ({@code cont, pc, maxThawingSize, flags, lockStackSize}).
   */
  private static int offset(int header, int reference) {
    int end = header + 2 * reference + 4 * Integer.BYTES + Long.BYTES + 2 * Byte.BYTES;
    return (end + WORD - 1) & -WORD;
  }

  /** The words of one stack, the innermost frame's first: of {@code chunk}, from {@code at} on. */
  private record Words(Object chunk, long at, long end) {}

  /** Null if they do not lie in one object. */
  private @Nullable Words wordsOf(Object continuation) {
    var a = access;
    Object chunk = a.tail.get(continuation);
    if (chunk == null || a.parent.get(chunk) != null) {
      return null;
    }
    long at = a.offset + WORD * ((int) a.sp.get(chunk) - 1L);
    long end = a.offset + WORD * (long) (int) a.bottom.get(chunk);
    return at < a.offset || at >= end ? null : new Words(chunk, at, end);
  }

  /** Null if it must be walked. */
  @Nullable Print of(Object continuation) {
    var words = wordsOf(continuation);
    return words == null || !isCompiled(word(words.chunk, words.at)) ? null : print(words, false);
  }

  /**
   * Of one that may stand in a stub; null if there is none. Equal ones are of equal stacks if one
   * of these has compiled frames only.
   */
  @Nullable Print ofAny(Object continuation) {
    var words = wordsOf(continuation);
    return words == null ? null : print(words, true);
  }

  /**
   * Of all words; null if there is none. Those whose stacks have equal ones own equally many
   * monitors.
   */
  @Nullable Print ofAll(Object continuation) {
    var words = compiled.from < REFERENCES_END ? null : wordsOf(continuation);
    if (words == null) {
      return null;
    }
    var chunk = words.chunk;
    long end = words.end;
    long one = end - words.at;
    long two = one;
    for (long at = words.at; at < end; at += WORD) {
      long w = word(chunk, at);
      long same = w >= FIRST_REFERENCE && w < REFERENCES_END ? FIRST_REFERENCE : w;
      one = mixed(one, same, end - at);
      two = alsoMixed(two, same, end - at);
    }
    return new Print(one, two);
  }

  /** Null if there is a word of other code, unless {@code any} is good. */
  private @Nullable Print print(Words words, boolean any) {
    var chunk = words.chunk;
    long end = words.end;
    long one = end - words.at;
    long two = one;
    for (long at = words.at; at < end; at += WORD) {
      long w = word(chunk, at);
      boolean isOther = other.contain(w);
      if (isOther && !any && at < end - 2 * WORD) {
        return null;
      }
      if (isCompiled(w) || isOther && any) {
        one = mixed(one, w, end - at);
        two = alsoMixed(two, w, end - at);
      }
    }
    return new Print(one, two);
  }

  private static long mixed(long hash, long word, long place) {
    long h = (hash ^ word ^ place << 48) * 0x9E3779B97F4A7C15L;
    return h ^ h >>> 32;
  }

  private static long alsoMixed(long hash, long word, long place) {
    long h = (hash + word) * 0xC2B2AE3D27D4EB4FL + place;
    return h ^ h >>> 29;
  }

  private boolean isCompiled(long w) {
    return compiled.contain(w) || also.contain(w);
  }

  private static long word(Object chunk, long at) {
    try {
      return (long) Objects.requireNonNull(WORD_AT).invokeExact(chunk, at);
    } catch (Throwable e) {
      throw JdkInternals.unexpected(e);
    }
  }
}
