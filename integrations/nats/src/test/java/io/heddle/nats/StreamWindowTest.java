// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How many values may be on their way, by what the server has told. */
class StreamWindowTest {
  private final StreamWindow window = new StreamWindow("jobs", 256);

  private void news(String limits, long messages, long bytes, long lastSeq, String cluster) {
    var json =
        """
        {"type":"io.nats.jetstream.api.v1.stream_info_response",
         "config":{"name":"jobs","subjects":["jobs"],"retention":"workqueue","storage":"file",%s},
         "created":"2026-01-01T00:00:00Z",
         "state":{"messages":%d,"bytes":%d,"first_seq":1,"last_seq":%d,"consumer_count":1},
         "cluster":{%s"leader":"n0"}}\
        """
            .formatted(limits, messages, bytes, lastSeq, cluster);
    window.news(
        NatsMessage.builder().subject("inbox").data(json.getBytes(StandardCharsets.UTF_8)).build());
  }

  private void grow(long seq) {
    for (int i = 0; i < 10; i++) {
      window.stored(seq);
    }
  }

  @Test
  void itBeginsWithOneAndDoubles() {
    news("\"max_msgs\":-1,\"max_bytes\":-1", 0, 0, 0, "");
    assertThat(window.size()).isEqualTo(1);
    window.stored(1);
    assertThat(window.size()).isEqualTo(2);
    window.stored(2);
    assertThat(window.size()).isEqualTo(4);
    grow(10);
    assertThat(window.size()).isEqualTo(256);
    window.shrink();
    assertThat(window.size()).isEqualTo(1);
  }

  @Test
  void withoutALimitItDoesNotCount() {
    assertThat(window.counts()).as("nothing is known").isTrue();
    news("\"max_msgs\":-1,\"max_bytes\":-1", 0, 0, 0, "");
    assertThat(window.counts()).isFalse();
    window.stored();
    assertThat(window.size()).isEqualTo(2);
    news("\"max_msgs\":100,\"max_bytes\":-1", 0, 0, 0, "");
    assertThat(window.counts()).isTrue();
  }

  @Test
  void whileNothingIsKnownItIsOne() {
    grow(10);
    assertThat(window.size()).isEqualTo(1);
    assertThat(window.wantsNews()).isTrue();
  }

  @Test
  void inAClusterItIsOne() {
    news("\"max_msgs\":-1,\"max_bytes\":-1", 0, 0, 0, "\"name\":\"east\",");
    grow(10);
    assertThat(window.size()).isEqualTo(1);
  }

  @Test
  void itIsASmallPartOfWhatIsFree() {
    news("\"max_msgs\":10000,\"max_bytes\":-1", 3600, 100_000, 5000, "");
    grow(5000);
    assertThat(window.size()).isEqualTo(6400 / StreamWindow.MARGIN);
    window.stored(5000 + 3200); // by whomever
    assertThat(window.size()).isEqualTo(3200 / StreamWindow.MARGIN);
    window.stored(5000 + 6399);
    assertThat(window.size()).isEqualTo(1);
    news("\"max_msgs\":10000,\"max_bytes\":-1", 0, 0, 5000 + 6399, "");
    assertThat(window.size()).isEqualTo(10_000 / StreamWindow.MARGIN);
  }

  @Test
  void bytesCountToo() {
    news("\"max_msgs\":-1,\"max_bytes\":1280000", 0, 0, 0, "");
    window.sent(10_000 - 256);
    grow(0);
    assertThat(window.size()).isEqualTo(1);
    news("\"max_msgs\":-1,\"max_bytes\":128000000", 0, 0, 0, "");
    assertThat(window.size()).isEqualTo(6400 / StreamWindow.MARGIN);
  }
}
