// SPDX-License-Identifier: Apache-2.0
package real;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A loader whose parent knows nothing but the JDK loads a program, Caches, and its libraries. */
class Isolated {
  public static void main(String[] args) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (var entry : System.getProperty("java.class.path").split(":")) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    var platform = ClassLoader.getPlatformClassLoader();
    try (var loader = new URLClassLoader(urls.toArray(URL[]::new), platform)) {
      var main = loader.loadClass("real.Caches").getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) args);
    }
  }
}
