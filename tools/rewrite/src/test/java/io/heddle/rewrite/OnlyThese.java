// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A loader that defines a class and its nested classes itself, rewritten. */
final class OnlyThese extends ClassLoader {
  private final String prefix;
  private final UnaryOperator<byte[]> rewriting;
  private final Map<String, byte[]> files = new HashMap<>();

  OnlyThese(Class<?> type, UnaryOperator<byte[]> rewriting) {
    super(type.getClassLoader());
    this.prefix = type.getName();
    this.rewriting = rewriting;
  }

  byte[] file(String name) {
    return files.get(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.equals(prefix) && !name.startsWith(prefix + "$")) {
      return super.loadClass(name, resolve);
    }
    var known = findLoadedClass(name);
    if (known != null) {
      return known;
    }
    try {
      byte[] file = rewriting.apply(CallRewriterTest.file(getParent().loadClass(name)));
      files.put(name, file);
      return defineClass(name, file, 0, file.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
