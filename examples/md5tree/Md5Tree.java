// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;
import static io.heddle.Select.*;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import io.heddle.sync.WaitGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints the MD5 sum of every file below a folder, as {@code md5sum} does. One goroutine walks the
 * tree, a bounded number of goroutines read and digest, so that a big tree opens only so many files
 * at once. The first error stops them all: closing {@code done} tells every goroutine that waits in
 * a select with it.
 */
public class Md5Tree {
  static final int DIGESTERS = 20;

  sealed interface Result {
    record Sum(Path file, String md5) implements Result {}

    record Failed(Path file, IOException why) implements Result {}
  }

  /** Sends v unless everybody is to stop; tells whether it was sent. */
  static <T> boolean sendUnless(ReceiveChannel<Void> done, SendChannel<T> out, T v)
      throws InterruptedException {
    return select(send(out, v, () -> true), receive(done, closed -> false));
  }

  static void walk(
      Path root, ReceiveChannel<Void> done, SendChannel<Path> files, SendChannel<Result> results)
      throws InterruptedException {
    try (var paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (Files.isRegularFile(path) && !sendUnless(done, files, path)) {
          return;
        }
      }
    } catch (IOException e) {
      sendUnless(done, results, new Result.Failed(root, e));
    } catch (UncheckedIOException e) {
      sendUnless(done, results, new Result.Failed(root, e.getCause()));
    } finally {
      files.close();
    }
  }

  static Result digest(Path file) throws NoSuchAlgorithmException {
    var md5 = MessageDigest.getInstance("MD5");
    try (var in = Files.newInputStream(file)) {
      var block = new byte[8192];
      for (int n; (n = in.read(block)) >= 0; ) {
        md5.update(block, 0, n);
      }
      return new Result.Sum(file, HexFormat.of().formatHex(md5.digest()));
    } catch (IOException e) {
      return new Result.Failed(file, e);
    }
  }

  /**
   * The sums of all files below root, by path; or the first failure, when nobody works any more.
   */
  static Map<Path, String> sums(Path root) throws IOException, InterruptedException {
    var done = Channel.<Void>make();
    var files = Channel.<Path>make();
    var results = Channel.<Result>make();
    var working = new WaitGroup();
    working.go(() -> walk(root, done, files, results));
    for (int i = 0; i < DIGESTERS; i++) {
      working.go(() -> {
        for (Path file : files) {
          if (!sendUnless(done, results, digest(file))) {
            return;
          }
        }
      });
    }
    go(() -> {
      working.await();
      results.close();
    });

    try {
      var sums = new TreeMap<Path, String>();
      for (Result result : results) {
        switch (result) {
          case Result.Sum(var file, var md5) -> sums.put(file, md5);
          case Result.Failed(var file, var why) ->
              throw new IOException("can't read " + file + ": " + why, why);
        }
      }
      return sums;
    } finally {
      done.close();
      working.await();
    }
  }

  public static void main(String[] args) throws Exception {
    if (args.length > 1) {
      System.err.println("usage: Md5Tree [folder]");
      System.exit(2);
    }
    var root = Path.of(args.length == 0 ? "." : args[0]);
    if (!Files.isDirectory(root)) {
      System.err.println("md5tree: not a folder: " + root);
      System.exit(1);
    }
    try {
      sums(root).forEach((file, md5) -> System.out.println(md5 + "  " + file));
    } catch (IOException e) {
      System.err.println("md5tree: " + e.getMessage());
      System.exit(1);
    }
  }
}
