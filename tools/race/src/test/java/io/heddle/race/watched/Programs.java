// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a program of one source into this JVM, in a loader of its own. */
final class Programs {
  private static final Pattern NAME = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");

  private Programs() {}

  /** Its main method. */
  static Method compile(String source) throws Exception {
    var name = NAME.matcher(source);
    if (!name.find()) {
      throw new IllegalArgumentException("no class in " + source);
    }
    var classes = classesOf(name.group(1), source);
    var loader =
        new ClassLoader(Programs.class.getClassLoader()) {
          @Override
          protected Class<?> findClass(String n) throws ClassNotFoundException {
            var file = classes.get(n);
            if (file == null) {
              throw new ClassNotFoundException(n);
            }
            return defineClass(n, file, 0, file.length);
          }
        };
    var main = loader.loadClass(name.group(1)).getDeclaredMethod("main");
    main.setAccessible(true);
    return main;
  }

  private static Map<String, byte[]> classesOf(String name, String source) throws Exception {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var streams = new HashMap<String, ByteArrayOutputStream>();
    var files =
        new ForwardingJavaFileManager<JavaFileManager>(
            compiler.getStandardFileManager(null, null, null)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String n, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + n + ".class"), kind) {
              @Override
              public OutputStream openOutputStream() {
                var out = new ByteArrayOutputStream();
                streams.put(n, out);
                return out;
              }
            };
          }
        };
    var unit =
        new SimpleJavaFileObject(
            URI.create("mem:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    var messages = new StringWriter();
    var options = List.of("-g", "-proc:none", "-cp", System.getProperty("java.class.path"));
    if (!compiler.getTask(messages, files, null, options, null, List.of(unit)).call()) {
      throw new IllegalArgumentException(messages.toString());
    }
    var classes = new HashMap<String, byte[]>();
    streams.forEach((n, out) -> classes.put(n, out.toByteArray()));
    return classes;
  }
}
