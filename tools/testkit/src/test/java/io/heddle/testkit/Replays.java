// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import io.heddle.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Kernels by name, and a process that replays their failures on a busy machine. */
public final class Replays {
  private Replays() {}

  /** The broken programs of a class of kernels. */
  public static Map<String, Task> of(String className) throws ReflectiveOperationException {
    var all = Class.forName(className).getDeclaredMethod("all");
    all.setAccessible(true);
    var kernels = new TreeMap<String, Task>();
    for (var k : ((Stream<?>) all.invoke(null)).toList()) {
      var broken = k.getClass().getDeclaredMethod("broken");
      broken.setAccessible(true);
      kernels.put(k.toString(), (Task) broken.invoke(k));
    }
    return kernels;
  }

  /** A failure without what an edit, or another run, may change: places, and how it was found. */
  public static String essence(Failure f) {
    var lines =
        f.report()
            .lines()
            .filter(l -> !l.contains("schedule"))
            .map(l -> l.replaceAll("[.]java:\\d+", ".java").replaceAll(" +", " "))
            .toList();
    return f.cause().getClass().getName() + "\n" + String.join("\n", lines);
  }

  /**
   * Prints a line for each kernel: how many replays failed as the first time.
   *
   * @param args how many replays, a folder with a file for each kernel (its name, its token, what
   *     the failure was), and classes of kernels
   */
  public static void main(String[] args) throws Exception {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread.ofPlatform().daemon().start(Replays::spin);
    }
    int replays = Integer.parseInt(args[0]);
    var kernels = new TreeMap<String, Task>();
    for (var c : List.of(args).subList(2, args.length)) {
      kernels.putAll(of(c));
    }
    List<Path> files;
    try (var all = Files.list(Path.of(args[1]))) {
      files = all.sorted().toList();
    }
    for (var file : files) {
      var lines = new ArrayList<>(Files.readAllLines(file));
      var name = lines.removeFirst();
      var token = lines.removeFirst();
      var expected = String.join("\n", lines);
      var body = kernels.get(name);
      int same = 0;
      for (int i = 0; i < replays; i++) {
        var f = Explorer.of(1).replay(token, body).failure();
        same += f != null && essence(f).equals(expected) ? 1 : 0;
        if (f != null && !essence(f).equals(expected) && same == i) {
          System.err.println(
              name + ", not as the first time:\n" + essence(f) + "\nbut\n" + expected);
        }
      }
      System.out.println(same + " " + name);
    }
    System.exit(0);
  }

  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }
}
