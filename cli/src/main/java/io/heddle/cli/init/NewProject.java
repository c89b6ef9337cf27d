// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.init;

import io.heddle.cli.program.ClassPath;
import io.heddle.cli.program.UserError;
import io.heddle.cli.program.WriteFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/** A project as {@code heddle init} makes it: templates with the names filled in. */
public final class NewProject {
  /*
   * The templates are resources beside this class. %WORD% stands for what depends on the project's
   * name and place; a version between two at signs was filled in when Heddle was built, from its
   * own pom.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  /* Classes that the templates use by their simple names: a main class of that name would hide them. */
  private static final Set<String> TAKEN =
      Set.of(
          "Channel",
          "Duration",
          "Exception",
          "Go", // its test would be GoTest
          "InterruptedException",
          "Order",
          "ReceiveChannel",
          "Set",
          "String",
          "System",
          "Time",
          "TreeSet",
          "WaitGroup");

  private final Path folder;
  private final String name;
  private final boolean gradle;

  private NewProject(Path folder, String name, boolean gradle) {
    this.folder = folder;
    this.name = name;
    this.gradle = gradle;
  }

  /** A project to be made in the folder of that path, which must not exist. */
  public static NewProject in(String path, boolean gradle) throws UserError {
    try {
      Path folder = Path.of(path);
      Path last = folder.toAbsolutePath().normalize().getFileName();
      String name = last == null ? "" : last.toString();
      if (!path.isBlank() && NAME.matcher(name).matches()) {
        return new NewProject(folder, name, gradle);
      }
    } catch (InvalidPathException e) {
      // said below
    }
    throw UserError.usage(
        "'"
            + path
            + "' is not a name for a project, use letters (a to z), digits, - and _, a letter"
            + " first");
  }

  /** How the user sees that it works. */
  public String firstCommand() {
    return gradle ? "gradle check" : "mvn verify";
  }

  /** Writes all files. */
  public void create() throws UserError {
    try {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(folder);
      for (var file : templates().entrySet()) {
        Path target = folder.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.writeString(target, fill(read(file.getValue())));
      }
    } catch (FileAlreadyExistsException e) {
      throw UserError.of(
          e.getFile().equals(folder.toString())
              ? folder + " exists already, choose another name"
              : "can't write " + folder + ": " + WriteFailure.reason(e));
    } catch (IOException e) {
      throw UserError.of("can't write " + folder + ": " + WriteFailure.reason(e));
    }
  }

  private Map<String, String> templates() {
    var files = new LinkedHashMap<String, String>();
    if (gradle) {
      files.put("build.gradle.kts", "build.gradle.kts");
      files.put("settings.gradle.kts", "settings.gradle.kts");
    } else {
      files.put("pom.xml", "pom.xml");
    }
    files.put("README.md", gradle ? "README.gradle.md" : "README.maven.md");
    files.put(".gitignore", "gitignore");
    files.put("src/main/java/" + packageName() + "/" + className() + ".java", "Program.txt");
    files.put(
        "src/test/java/" + packageName() + "/" + className() + "Test.java", "ProgramTest.txt");
    return files;
  }

  private static String read(String template) throws IOException {
    try (InputStream in = NewProject.class.getResourceAsStream(template)) {
      if (in == null) {
        throw new IOException("not in the command's own classes: " + template);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String fill(String template) throws IOException {
    return template
        .replace("%REPOSITORY%", repository())
        .replace("%PACKAGE%", packageName())
        .replace("%CLASS%", className())
        .replace("%LOWER%", className().toLowerCase(Locale.ROOT))
        .replace("%NAME%", name);
  }

  /* The repository of files that comes with the command, beside its jar; from Central it has none. */
  private String repository() throws IOException {
    Path files = ClassPath.homeOf(NewProject.class).resolveSibling("repository");
    if (!Files.isDirectory(files)) {
      return "";
    }
    return read(gradle ? "repository.kts" : "repository.xml")
        .replace("%URL%", files.toUri().toString());
  }

  /* my-shop: package myshop, class MyShop. */
  private String packageName() {
    String plain = name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
    // The JVM keeps the package java to itself.
    return SourceVersion.isKeyword(plain) || plain.equals("java") ? plain + "_" : plain;
  }

  private String className() {
    var camel = new StringBuilder();
    for (String word : name.split("[_-]+")) {
      camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return TAKEN.contains(camel.toString()) ? camel + "App" : camel.toString();
  }
}
