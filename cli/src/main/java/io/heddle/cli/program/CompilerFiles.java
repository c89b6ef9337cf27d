// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.lang.model.SourceVersion;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * The files of one compilation: classes go to memory, and it is noted which sources were read and
 * in which folders more were looked for, for the cache to know what the result depends on.
 */
final class CompilerFiles extends ForwardingJavaFileManager<StandardJavaFileManager>
    implements TaskListener {
  private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();
  private final Set<Path> parsed = new TreeSet<>();
  private final Map<String, List<String>> folders = new TreeMap<>();
  private final Map<Path, byte[]> read = new HashMap<>();
  private @Nullable Path root;

  CompilerFiles(StandardJavaFileManager files) {
    super(files);
  }

  /** Where sources that are referred to are looked for, from now on. */
  void root(Path folder) throws IOException {
    root = folder;
    fileManager.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(folder));
  }

  /** The file that the user named. Its public class may be called otherwise, as in the JDK. */
  JavaFileObject program(Path file) {
    return new ProgramFile(fileManager.getJavaFileObjects(file).iterator().next());
  }

  Iterable<? extends JavaFileObject> units(List<Path> paths) {
    var units = new ArrayList<JavaFileObject>();
    fileManager.getJavaFileObjectsFromPaths(paths).forEach(file -> units.add(new ReadFile(file)));
    return units;
  }

  @Override
  public boolean hasLocation(Location location) {
    // Always: javac would look for sources on the class path otherwise.
    return location == StandardLocation.SOURCE_PATH || super.hasLocation(location);
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<Kind> kinds, boolean recurse) throws IOException {
    if (location == StandardLocation.SOURCE_PATH) {
      if (root == null) {
        return List.of();
      }
      var folder = packageName.replace('.', '/');
      if (!folders.containsKey(folder)) {
        folders.put(folder, Sources.namesIn(root.resolve(folder)));
      }
      var found = new ArrayList<JavaFileObject>();
      for (JavaFileObject file : super.list(location, packageName, kinds, recurse)) {
        found.add(file.getKind() == Kind.SOURCE ? new ReadFile(file) : file);
      }
      return found;
    }
    return super.list(location, packageName, kinds, recurse);
  }

  @Override
  public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
    return super.inferBinaryName(location, (JavaFileObject) standard(file));
  }

  @Override
  public boolean contains(Location location, FileObject file) throws IOException {
    return super.contains(location, standard(file));
  }

  @Override
  public boolean isSameFile(FileObject a, FileObject b) {
    return super.isSameFile(standard(a), standard(b));
  }

  private static FileObject standard(FileObject file) {
    return file instanceof ReadFile ours ? ours.standard() : file;
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      JavaFileManager.Location location,
      String className,
      Kind kind,
      @Nullable FileObject sibling) {
    return new SimpleJavaFileObject(
        URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind) {
      @Override
      public OutputStream openOutputStream() {
        var bytes = new ByteArrayOutputStream();
        classes.put(className, bytes);
        return bytes;
      }
    };
  }

  @Override
  public void finished(TaskEvent event) {
    if (event.getKind() == TaskEvent.Kind.PARSE) {
      parsed.add(pathOf(event.getSourceFile()));
    }
  }

  /** The compiled classes by binary name. */
  Map<String, byte[]> classes() {
    var all = new TreeMap<String, byte[]>();
    classes.forEach((name, bytes) -> all.put(name, bytes.toByteArray()));
    return all;
  }

  /** What was read and looked at; there must have been a root. */
  Sources sources() {
    Path from = Objects.requireNonNull(root).toAbsolutePath().normalize();
    List<String> files =
        parsed.stream().map(f -> from.relativize(f.normalize()).toString()).sorted().toList();
    return new Sources(from, files, List.copyOf(folders.keySet()));
  }

  /** The bytes of each source, and the names in each folder, that the compiler saw. */
  Sources.Content content() {
    return new Sources.Content() {
      @Override
      public byte[] of(Path file) throws IOException {
        byte[] bytes = read.get(file.toAbsolutePath().normalize());
        if (bytes == null) {
          throw new NoSuchFileException(file.toString());
        }
        return bytes;
      }

      @Override
      public List<String> namesIn(String folder, Path path) {
        return folders.getOrDefault(folder, List.of());
      }
    };
  }

  private static Path pathOf(FileObject file) {
    return Path.of(file.toUri()).toAbsolutePath().normalize();
  }

  /**
   * A source of which is kept what the compiler read: it may be another one by the time at which
   * its fingerprint is made.
   */
  private class ReadFile extends ForwardingJavaFileObject<JavaFileObject> {
    ReadFile(JavaFileObject file) {
      super(file);
    }

    JavaFileObject standard() {
      return fileObject;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
      var path = pathOf(fileObject);
      byte[] bytes = Files.readAllBytes(path);
      try {
        var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        read.put(path, bytes);
        return text;
      } catch (CharacterCodingException e) {
        return super.getCharContent(ignoreEncodingErrors); // the compiler says where
      }
    }
  }

  private final class ProgramFile extends ReadFile {
    ProgramFile(JavaFileObject file) {
      super(file);
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE && SourceVersion.isIdentifier(simpleName);
    }
  }
}
