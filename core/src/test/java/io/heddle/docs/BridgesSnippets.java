// SPDX-License-Identifier: Apache-2.0
package io.heddle.docs;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.timeout;

import io.heddle.Bridges;
import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.ReceiveChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The code of {@code docs/guide/channels-and-java.md}: each region stands there word for word. */
final class BridgesSnippets {
  private BridgesSnippets() {}

  static List<String> threads() throws Exception {
    // region threads
    var lines = Channel.<String>make(10);
    Thread.ofPlatform().start(() -> lines.trySend("from a platform thread"));
    Thread.ofVirtual().start(() -> lines.trySend("from a virtual thread of the JDK's"));
    Go.go(() -> lines.send("from a goroutine"));
    // endregion
    return List.of(lines.receive(), lines.receive(), lines.receive());
  }

  static List<Integer> streams(ReceiveChannel<Integer> numbers) {
    // region streams
    List<Integer> squares =
        numbers.stream() // waits for values, ends when the channel is closed
            .map(n -> n * n)
            .limit(3) // has then received three, and no more
            .toList();
    // endregion
    return squares;
  }

  static String future(Channel<String> answers) throws Exception {
    // region future
    CompletableFuture<String> answer =
        Bridges.<String>future(answers) // no thread waits
            .orTimeout(1, TimeUnit.SECONDS); // then it leaves the channel's queue
    CompletableFuture<Integer> length = answer.thenApply(String::length);
    // endregion
    answers.send("yes");
    return answer.get() + length.get();
  }

  static String stage(CompletableFuture<String> download) throws Exception {
    // region stage
    ReceiveChannel<String> downloaded = Bridges.channel(download);
    String page =
        select(
            receive(downloaded, p -> p != null ? p : "failed: " + download.exceptionNow()),
            timeout(Duration.ofSeconds(1), () -> "late"));
    // endregion
    return page;
  }

  static void publisher(ReceiveChannel<Integer> ticks, Flow.Subscriber<Integer> subscriber) {
    // region publisher
    Flow.Publisher<Integer> publisher = Bridges.publisher(ticks);
    publisher.subscribe(subscriber); // receives as many as it requests
    // endregion
  }

  static List<Integer> subscriber(SubmissionPublisher<Integer> publisher) {
    var seen = new ArrayList<Integer>();
    // region subscriber
    var events = Channel.<Integer>make(16);
    var failure = new AtomicReference<Throwable>();
    publisher.subscribe(Bridges.subscriber(events, failure::set));
    Go.go(() -> {
      publisher.submit(1);
      publisher.close();
    });
    for (int event : events) { // until the publisher completes or fails
      seen.add(event);
    }
    if (failure.get() != null) { // set before the channel was closed
      throw new IllegalStateException(failure.get());
    }
    // endregion
    return seen;
  }
}
