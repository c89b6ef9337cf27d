// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import io.heddle.sync.WaitGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Counts the words of the files given, or of standard input: a pipeline of three stages. One
 * goroutine reads and sends the lines on in batches, workers count the words of the batches that
 * they get hold of, and main merges what each worker has counted in the end.
 */
public class WordCount {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int WORKERS = Runtime.getRuntime().availableProcessors();
  private static final int BATCH = 200;

  /** A stage that produces lines. */
  interface Source {
    void lines(SendChannel<List<String>> out) throws IOException, InterruptedException;
  }

  static void read(InputStream in, SendChannel<List<String>> out)
      throws IOException, InterruptedException {
    var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    var batch = new ArrayList<String>();
    for (String line; (line = reader.readLine()) != null; ) {
      batch.add(line);
      if (batch.size() == BATCH) {
        out.send(batch);
        batch = new ArrayList<>(); // the old one belongs to whoever receives it
      }
    }
    out.send(batch);
  }

  static Map<String, Integer> count(ReceiveChannel<List<String>> batches) {
    var counts = new HashMap<String, Integer>();
    for (List<String> batch : batches) { // until the reader closes the channel
      for (String line : batch) {
        for (String word : NO_WORD.split(line.toLowerCase(Locale.ROOT))) {
          if (!word.isEmpty()) {
            counts.merge(word, 1, Integer::sum);
          }
        }
      }
    }
    return counts;
  }

  static Map<String, Integer> count(Source source) throws InterruptedException {
    var batches = Channel.<List<String>>make(2 * WORKERS);
    var partial = Channel.<Map<String, Integer>>make();
    var workers = new WaitGroup();
    for (int w = 0; w < WORKERS; w++) {
      workers.go(() -> partial.send(count(batches.receiveOnly())));
    }
    go(
        "reader",
        () -> {
          source.lines(batches.sendOnly());
          batches.close();
          workers.await();
          partial.close();
        });

    var total = new TreeMap<String, Integer>();
    for (Map<String, Integer> counts : partial) {
      counts.forEach((word, n) -> total.merge(word, n, Integer::sum));
    }
    return total;
  }

  static Map<String, Integer> count(List<Path> files) throws InterruptedException {
    return count(out -> {
      for (Path file : files) {
        try (var in = Files.newInputStream(file)) {
          read(in, out);
        }
      }
    });
  }

  public static void main(String[] args) throws Exception {
    var files = Stream.of(args).map(Path::of).toList();
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        System.err.println("wordcount: not a file that can be read: " + file);
        System.exit(1);
      }
    }
    var counts = files.isEmpty() ? count(out -> read(System.in, out)) : count(files);

    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())) // equals stay in a-z order
        .limit(10)
        .forEach(e -> System.out.printf("%7d %s%n", e.getValue(), e.getKey()));
    long words = counts.values().stream().mapToLong(n -> n).sum();
    System.out.printf("%d words, %d different%n", words, counts.size());
  }
}
