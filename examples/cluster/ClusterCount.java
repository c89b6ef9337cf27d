// SPDX-License-Identifier: Apache-2.0
import io.heddle.nats.Codec;
import io.heddle.nats.Nats;
import io.heddle.nats.NatsException;
import io.heddle.nats.Queue;
import io.heddle.nats.Receive;
import io.heddle.nats.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Counts words on three processes, kills one of them in the middle, and compares with the counts
 * that one process gets: they are the same.
 *
 * <p>A line is acknowledged only once its counts are in the other queue. So the lines that the
 * killed one had not finished go to the others; and where it had sent the counts and not yet said
 * so, they come twice, with the same line number, and count once.
 */
class ClusterCount {
  record Line(int number, String text) {}

  record Counts(int line, Map<String, Integer> words) {}

  private static final int PROCESSES = 3;

  static void main(String[] args) throws Exception {
    try {
      if (args.length == 2 && args[0].equals("--worker")) {
        work(args[1]);
      } else {
        coordinate(args);
      }
    } catch (NatsException | IOException e) { // the server has gone, or did not start
      LocalServer.fail("ClusterCount: " + e.getMessage());
    }
  }

  private static void coordinate(String[] args) throws Exception {
    var lines = read(args);
    if (lines == null) {
      System.err.println("usage: ClusterCount [FILE…]");
      System.exit(2);
    }
    try (var server = LocalServer.start();
        var net = Nats.connect(Nats.Options.of(server.url()))) {
      var workers = new CopyOnWriteArrayList<Process>();
      LocalServer.endWith(() -> workers.forEach(Process::destroy));
      for (int i = 0; i < PROCESSES; i++) {
        workers.add(start(server.url()));
      }
      try {
        var counts = count(net, lines, workers.getFirst());
        print(counts, counts.equals(countHere(lines)));
      } finally {
        workers.forEach(Process::destroy);
      }
    }
  }

  private static List<Line> read(String[] files) throws IOException {
    var lines = new ArrayList<Line>();
    for (String file : files.length == 0 ? new String[] {"LICENSE"} : files) {
      if (!Files.isRegularFile(Path.of(file)) || !Files.isReadable(Path.of(file))) {
        return null;
      }
      for (String text : Files.readAllLines(Path.of(file))) {
        lines.add(new Line(lines.size(), text));
      }
    }
    return lines;
  }

  private static Process start(String url) throws IOException {
    return new ProcessBuilder(
            "./heddle", "run", "examples/cluster/ClusterCount.java", "--worker", url)
        .inheritIO()
        .start();
  }

  /** Whoever comes first makes the queue: so all ask for the same settings. */
  private static Remote<Line> lines(Nats net) throws InterruptedException {
    return net.queue("lines", Codec.json(Line.class), Queue.settings().maxMessages(1000));
  }

  /** A worker: lines in, counts out. */
  private static void work(String url) throws Exception {
    try (var net = Nats.connect(Nats.Options.of(url))) {
      var in =
          lines(net)
              .receiver(Receive.group("workers").inFlight(8).redeliverAfter(Duration.ofSeconds(2)));
      var out =
          net.queue("counts", Codec.json(Counts.class)).sender(0); // returns when it is stored
      for (var delivery : in) {
        var line = delivery.value();
        out.send(new Counts(line.number(), countOf(line.text())));
        delivery.ack();
      }
    }
  }

  private static Map<String, Integer> countOf(String text) {
    var words = new TreeMap<String, Integer>();
    for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
      if (!word.isEmpty()) {
        words.merge(word, 1, Integer::sum);
      }
    }
    return words;
  }

  private static Map<String, Integer> count(Nats net, List<Line> lines, Process victim)
      throws Exception {
    var queue = lines(net);
    var in = net.queue("counts", Codec.json(Counts.class)).receiverAutoAck(16);
    var out = queue.sender(64);
    io.heddle.Go.go(
        "lines",
        () -> {
          for (var line : lines) {
            out.send(line);
          }
          queue.closeForAll();
        });
    var total = new TreeMap<String, Integer>();
    var seen = new HashMap<Integer, Boolean>();
    while (seen.size() < lines.size()) {
      var counts = in.receive();
      if (seen.putIfAbsent(counts.line(), true) == null) {
        counts.words().forEach((word, n) -> total.merge(word, n, Integer::sum));
      }
      if (seen.size() == lines.size() / 3 && victim.isAlive()) {
        victim.descendants().forEach(ProcessHandle::destroyForcibly);
        victim.destroyForcibly();
        System.out.println("one of " + PROCESSES + " processes was killed");
      }
    }
    return total;
  }

  private static Map<String, Integer> countHere(List<Line> lines) {
    var total = new TreeMap<String, Integer>();
    for (var line : lines) {
      countOf(line.text()).forEach((word, n) -> total.merge(word, n, Integer::sum));
    }
    return total;
  }

  private static void print(Map<String, Integer> counts, boolean same) {
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(5)
        .forEach(e -> System.out.printf("%6d %s%n", e.getValue(), e.getKey()));
    long words = counts.values().stream().mapToLong(n -> n).sum();
    System.out.println(words + " words, " + counts.size() + " different");
    System.out.println(same ? "one process counts the same" : "one process counts DIFFERENTLY");
    if (!same) {
      System.exit(1);
    }
  }
}
