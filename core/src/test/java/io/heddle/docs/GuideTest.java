// SPDX-License-Identifier: Apache-2.0
package io.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Bridges;
import io.heddle.Channel;
import io.heddle.context.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guide shows compiles, runs, and is the same text as what runs here. */
class GuideTest {
  private static final Path SNIPPETS = Path.of("src/test/java/io/heddle/docs");
  private static final Path GUIDE = Path.of("../docs/guide");

  @ParameterizedTest
  @CsvSource({
    "channels-and-java.md, BridgesSnippets.java",
    "from-go.md, FromGoSnippets.java",
    "from-java-util-concurrent.md, FromJucSnippets.java"
  })
  void showsWhatIsCompiled(String page, String source) throws IOException {
    var regions = regions(Files.readAllLines(SNIPPETS.resolve(source)));
    var blocks = javaBlocks(Files.readAllLines(GUIDE.resolve(page)));
    assertThat(blocks)
        .as("the Java blocks of " + page)
        .containsExactlyInAnyOrderElementsOf(regions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      textBlock =
          """
          from-go.md: go f() Gosched Goexit GOMAXPROCS NumGoroutine defer recover panic
          from-go.md: make(chan len( cap( close( range chan<- <-chan nil select default struct{}
          from-go.md: Mutex TryLock RWMutex RLock RLocker Locker WaitGroup Add Done Wait Once Do
          from-go.md: OnceFunc OnceValue OnceValues Cond Signal Broadcast Pool Get Put sync.Map atomic
          from-go.md: errgroup WithContext SetLimit TryGo NewWeighted Acquire TryAcquire Release
          from-go.md: singleflight DoChan Forget Background TODO WithCancel WithCancelCause WithTimeout
          from-go.md: WithDeadline WithValue WithoutCancel AfterFunc Cause CancelFunc CancelCauseFunc
          from-go.md: Done() Err() Deadline() Value( Canceled DeadlineExceeded NotifyContext
          from-go.md: Sleep After Tick NewTimer NewTicker Stop Reset time.Time time.Duration time.Now
          from-java-util-concurrent.md: Executor ExecutorService ThreadPoolExecutor newFixedThreadPool
          from-java-util-concurrent.md: ExecutorCompletionService ForkJoinPool RecursiveTask Callable
          from-java-util-concurrent.md: ThreadFactory ScheduledExecutorService Future FutureTask
          from-java-util-concurrent.md: CompletableFuture CompletionStage StructuredTaskScope invokeAny
          from-java-util-concurrent.md: BlockingQueue ArrayBlockingQueue LinkedBlockingQueue DelayQueue
          from-java-util-concurrent.md: SynchronousQueue TransferQueue Exchanger PriorityBlockingQueue
          from-java-util-concurrent.md: BlockingDeque ConcurrentLinkedQueue ConcurrentHashMap LongAdder
          from-java-util-concurrent.md: CountDownLatch CyclicBarrier Phaser Semaphore Lock Condition
          from-java-util-concurrent.md: ReentrantLock ReadWriteLock ReentrantReadWriteLock StampedLock
          from-java-util-concurrent.md: LockSupport synchronized TimeUnit Flow SubmissionPublisher
          from-java-util-concurrent.md: CopyOnWriteArrayList ThreadLocal ScopedValue VarHandle
          from-java-util-concurrent.md: CancellationException TimeoutException ThreadLocalRandom
          """)
  void namesWhatItsReaderKnows(String page, String names) throws IOException {
    assertThat(Files.readString(GUIDE.resolve(page))).contains(names.strip().split(" "));
  }

  private static List<String> regions(List<String> lines) {
    var all = new ArrayList<String>();
    List<String> open = null;
    for (var line : lines) {
      if (line.strip().startsWith("// region ")) {
        open = new ArrayList<>();
      } else if (line.strip().equals("// endregion") && open != null) {
        all.add(String.join("\n", open).stripIndent().strip());
        open = null;
      } else if (open != null) {
        open.add(line);
      }
    }
    return all;
  }

  private static List<String> javaBlocks(List<String> lines) {
    var all = new ArrayList<String>();
    var text = lines.stream().collect(Collectors.joining("\n"));
    for (int i = text.indexOf("```java\n"); i >= 0; i = text.indexOf("```java\n", i + 1)) {
      int from = i + "```java\n".length();
      all.add(text.substring(from, text.indexOf("\n```", from)).strip());
    }
    return all;
  }

  @Test
  void fromGo() throws Exception {
    assertThat(FromGoSnippets.goroutines()).containsExactly("done");
    assertThat(FromGoSnippets.channels()).containsExactly(0, 1, 2);
    var jobs = Channel.<String>make(2);
    jobs.send("a");
    jobs.send("b");
    assertThat(FromGoSnippets.selects(jobs, Channel.make())).isEqualTo("got a|job b");
    assertThat(FromGoSnippets.selects(Channel.make(), Channel.make(1))).isEqualTo("sentlate|null");
    var numbers = Channel.<Integer>make(2);
    numbers.send(3);
    numbers.send(4);
    numbers.close();
    assertThat(FromGoSnippets.selectLoop(numbers, Context.background())).isEqualTo(7);
    try (var cancelled = Context.background().withCancel()) {
      cancelled.cancel();
      assertThat(FromGoSnippets.selectLoop(Channel.make(), cancelled)).isEqualTo(-1);
    }
    var turns = new ArrayList<Instant>();
    FromGoSnippets.signals(turn -> turns.add(turn) && turns.size() == 2);
    assertThat(turns).hasSize(2);
    assertThat(FromGoSnippets.waitGroup()).isEqualTo(55);
    assertThat(FromGoSnippets.rwMutex()).isEqualTo("v");
    assertThat(FromGoSnippets.cond()).isEqualTo("x");
    assertThat(FromGoSnippets.once()).isEqualTo("set uploaded");
    assertThat(FromGoSnippets.xsync()).isEqualTo(16);
    assertThat(FromGoSnippets.contexts()).isEqualTo("ann");
    assertThat(FromGoSnippets.current()).isEqualTo(42);
    assertThat(FromGoSnippets.times()).isTrue();
    assertThat(FromGoSnippets.program()).isEqualTo("hello");
  }

  @Test
  void javadoc() throws Exception {
    assertThat(JavadocSnippets.start()).isEqualTo("hello");
    var numbers = Channel.<Integer>make(1);
    numbers.send(1);
    assertThat(JavadocSnippets.choose(Channel.make(), numbers)).isEqualTo("b1");
    var jobs = Channel.<String>make(1);
    jobs.send("job");
    jobs.close();
    var done = new ArrayList<String>();
    JavadocSnippets.loop(jobs, Context.background(), done::add);
    assertThat(done).containsExactly("job");
  }

  @Test
  void channelsAndJava() throws Exception {
    assertThat(BridgesSnippets.threads()).hasSize(3).doesNotHaveDuplicates();
    var numbers = Channel.<Integer>make(4);
    for (int i = 1; i <= 4; i++) {
      numbers.send(i);
    }
    assertThat(BridgesSnippets.streams(numbers)).containsExactly(1, 4, 9);
    assertThat(numbers.length()).isEqualTo(1);
    assertThat(BridgesSnippets.future(Channel.make(1))).isEqualTo("yes3");
    assertThat(BridgesSnippets.stage(CompletableFuture.completedFuture("page"))).isEqualTo("page");
    assertThat(BridgesSnippets.stage(CompletableFuture.failedFuture(new IOException("lost"))))
        .isEqualTo("failed: java.io.IOException: lost");
    var to = Channel.<Integer>make();
    BridgesSnippets.publisher(numbers, Bridges.subscriber(to, e -> {}));
    assertThat(to.receive()).isEqualTo(4);
    numbers.close();
    assertThat(to.receive()).isNull();
    try (var publisher = new SubmissionPublisher<Integer>()) {
      assertThat(BridgesSnippets.subscriber(publisher)).containsExactly(1);
    }
  }

  @Test
  void fromJavaUtilConcurrent() throws Exception {
    assertThat(FromJucSnippets.executor()).isEqualTo(42);
    assertThat(FromJucSnippets.pool()).isEqualTo(285);
    assertThat(FromJucSnippets.readWriteLock(Map.of("k", "v"))).containsExactly("v");
    assertThat(FromJucSnippets.once()).isEqualTo("config!page!");
    assertThat(FromJucSnippets.cancel()).isEqualTo("context deadline exceeded");
    assertThat(FromJucSnippets.statement()).isEqualTo("cancelled");
    assertThat(FromJucSnippets.queue()).isEqualTo(6);
    assertThat(FromJucSnippets.poll(Channel.make())).isEqualTo("nothing yet");
    assertThat(FromJucSnippets.latch()).isEqualTo(5);
    assertThat(FromJucSnippets.locks()).isEqualTo(1);
    assertThat(FromJucSnippets.semaphore()).isFalse();
    assertThat(FromJucSnippets.scope()).isEqualTo("userorder");
    assertThat(FromJucSnippets.future()).isEqualTo("x");
    assertThat(FromJucSnippets.scheduled()).isEqualTo(1);
  }
}
