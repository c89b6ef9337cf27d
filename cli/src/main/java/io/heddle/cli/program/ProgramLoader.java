// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Loads a program: its compiled classes first, then its libraries. Beside its sources lie its
 * resources. Classes from jars and folders have their call sites rewritten as they are loaded.
 */
final class ProgramLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final ProgramClasses classes;
  private final @Nullable Path resources;
  private final ProtectionDomain domain;

  /** Whether the libraries that come with the command are among those of the program. */
  private volatile boolean bundled;

  ProgramLoader(Program program) {
    this(program, new CoreLoader());
  }

  ProgramLoader(Program program, CoreLoader core) {
    super(urls(program.classPath()), core);
    classes = program.classes();
    resources = program.resources();
    var source = new CodeSource(ClassPath.url(program.location()), (CodeSigner[]) null);
    domain = new ProtectionDomain(source, null, this, null);
  }

  private static URL[] urls(List<Path> classPath) {
    var urls = new URL[classPath.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = ClassPath.url(classPath.get(i));
    }
    return urls;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] compiled = classes.classFile(name);
    if (compiled != null) {
      return defineClass(name, compiled, 0, compiled.length, domain);
    }
    reach(name.replace('.', '/'));
    Class<?> rewritten = findRewritten(name);
    if (rewritten != null) {
      return rewritten;
    }
    try {
      return super.findClass(name);
    } catch (ClassNotFoundException e) {
      return CoreLoader.ofAgents(name);
    }
  }

  /** Takes in the libraries of the command if one of them may have it. */
  private void reach(String resource) {
    if (!bundled && Bundled.mayHave(resource)) {
      synchronized (classes) {
        if (!bundled) {
          Bundled.libraries().forEach(jar -> addURL(ClassPath.url(jar)));
          bundled = true;
        }
      }
    }
  }

  /* A library's class whose sites were rewritten; null for all others, as for missing ones. */
  private @Nullable Class<?> findRewritten(String name) {
    URL url = super.findResource(name.replace('.', '/') + ".class");
    if (url == null) {
      return null;
    }
    try {
      URLConnection connection = url.openConnection();
      byte[] original;
      try (InputStream in = connection.getInputStream()) {
        original = in.readAllBytes();
      }
      byte[] rewritten = SiteRewriter.rewrite(original);
      return rewritten == original ? null : define(name, rewritten, connection);
    } catch (IOException e) {
      return null; // the loader meets it again and says so in its own way
    }
  }

  private Class<?> define(String name, byte[] classFile, URLConnection from) throws IOException {
    CodeSource source = new CodeSource(from.getURL(), (CodeSigner[]) null);
    if (from instanceof JarURLConnection jar) {
      source = new CodeSource(jar.getJarFileURL(), jar.getJarEntry().getCodeSigners());
      ensurePackage(name, jar.getManifest(), jar.getJarFileURL());
    }
    return defineClass(name, classFile, 0, classFile.length, source);
  }

  private void ensurePackage(String className, @Nullable Manifest manifest, URL jar) {
    int dot = className.lastIndexOf('.');
    if (dot < 0 || manifest == null) {
      return;
    }
    String packageName = className.substring(0, dot);
    if (getDefinedPackage(packageName) == null) {
      try {
        definePackage(packageName, manifest, jar);
      } catch (IllegalArgumentException e) {
        // another thread was first
      }
    }
  }

  @Override
  public @Nullable URL findResource(String name) {
    URL compiled = classes.resource(name);
    if (compiled != null) {
      return compiled;
    }
    URL beside = besideSources(name);
    reach(name);
    return beside == null ? super.findResource(name) : beside;
  }

  /** Class files that are only in memory have no URL, and can be read all the same. */
  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] compiled =
        name.endsWith(".class")
            ? classes.classFile(name.substring(0, name.length() - 6).replace('/', '.'))
            : null;
    return compiled == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(compiled);
  }

  @Override
  public Enumeration<URL> findResources(String name) throws IOException {
    var all = new ArrayList<URL>();
    URL first = findResource(name);
    if (first != null) {
      all.add(first);
    }
    for (URL url : Collections.list(super.findResources(name))) {
      if (!url.equals(first)) {
        all.add(url);
      }
    }
    return Collections.enumeration(all);
  }

  private @Nullable URL besideSources(String name) {
    if (resources == null || name.endsWith(".class") || name.isEmpty() || name.startsWith("/")) {
      return null;
    }
    try {
      Path file = resources.resolve(name).normalize();
      boolean inside = file.startsWith(resources.normalize()) && Files.exists(file);
      return inside ? ClassPath.url(file) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
