// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites classes as a JVM loads them. A class that can't be rewritten stays what it was, and is
 * named once.
 */
public final class Rewriting implements ClassFileTransformer {
  /*
   * What a transformer throws the JVM swallows in silence: so all is caught here and told. A class
   * that the rewriting itself needs, and loads while it rewrites another, is not rewritten: else it
   * would wait for itself.
   * Checked by: RewritingTest.
   */

  /** The rewriting of one class. */
  @FunctionalInterface
  public interface ClassRewriter {
    /**
     * Rewrites a class, or leaves it as it is.
     *
     * @param name internal name
     * @return null or the same array: it stays as it is
     */
    byte @Nullable [] rewrite(
        @Nullable Module module, @Nullable ClassLoader loader, String name, byte[] classFile);
  }

  private final ClassRewriter rewriter;
  private final BiConsumer<String, Throwable> couldNot;
  private final Set<String> named = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<Boolean> isBusy = new ThreadLocal<>();

  /**
   * Hands each class to the rewriter.
   *
   * @param couldNot is told the binary name of a class that can't be rewritten, and why; once
   */
  public Rewriting(ClassRewriter rewriter, BiConsumer<String, Throwable> couldNot) {
    this.rewriter = rewriter;
    this.couldNot = couldNot;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (name == null || isBusy.get() != null) {
      return null;
    }
    isBusy.set(true);
    try {
      var rewritten = rewriter.rewrite(module, loader, name, classFile);
      return rewritten == classFile ? null : rewritten;
    } catch (Throwable e) {
      if (named.add(name)) {
        couldNot.accept(name.replace('/', '.'), e);
      }
      return null;
    } finally {
      isBusy.remove();
    }
  }
}
