// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.StreamInfo;
import java.util.concurrent.TimeUnit;

/** How many values a sender may have on their way at once. */
final class StreamWindow {
  /*
   * More than one only where the server cannot refuse one and take the next: where it holds the stream
   * alone (in a cluster a new leader may not know a value that the old one has lost), and where the
   * stream is far from full, so far that MARGIN senders which do the same cannot fill it within a round
   * trip. How full it is at most tells every acknowledgement: its number less the number that the last
   * message had when the server was last asked. It is asked again when that is not enough.
   *
   * It begins with one and doubles with each answer up to what is allowed: who has been silent knows
   * nothing of how full the stream is.
   * The pump that owns it calls all.
   * Checked by: StreamWindowTest
   */
  static final int MARGIN = 64;
  private static final long NEWS_EVERY = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long SILENCE = TimeUnit.SECONDS.toNanos(1);

  /** What a message takes beside its body, at least that much. */
  private static final int OVERHEAD = 256;

  private final String stream;
  private final int most;

  private boolean known;
  private boolean alone;
  private long maxMessages;
  private long maxBytes;
  private long messages;
  private long bytes;
  private long lastSeq;
  private long seq;
  private long largest = 1;
  private int size = 1;
  private long asked = System.nanoTime() - NEWS_EVERY;
  private long heard = System.nanoTime() - SILENCE;

  StreamWindow(String stream, int most) {
    this.stream = stream;
    this.most = most;
  }

  int size() {
    return size(System.nanoTime());
  }

  int size(long now) {
    return now - heard >= SILENCE ? 1 : Math.min(size, allowed());
  }

  /** False if it does not matter how many the stream holds: then {@link #stored()} says enough. */
  boolean counts() {
    return !known || maxMessages >= 0 || maxBytes >= 0;
  }

  private int allowed() {
    if (!known || !alone) {
      return 1;
    }
    return Math.clamp(Math.min(freeMessages(), freeBytes()) / MARGIN, 1, most);
  }

  private long freeMessages() {
    return maxMessages < 0 ? Long.MAX_VALUE : maxMessages - messages - (seq - lastSeq);
  }

  /** In messages: each taken for twice the largest that was sent here, or the mean of all. */
  private long freeBytes() {
    if (maxBytes < 0) {
      return Long.MAX_VALUE;
    }
    long each = 2 * Math.max(largest + OVERHEAD, messages == 0 ? 0 : bytes / messages);
    return (maxBytes - bytes) / each - (seq - lastSeq);
  }

  /** True if the server should be asked: at first, and while too little is known to be free. */
  boolean wantsNews() {
    return (!known || alone && allowed() < most) && System.nanoTime() - asked >= NEWS_EVERY;
  }

  /** Where to ask. */
  String request() {
    asked = System.nanoTime();
    return "$JS.API.STREAM.INFO." + stream;
  }

  void news(Message m) {
    if (m.isStatusMessage()) {
      return;
    }
    StreamInfo info;
    try {
      info = new StreamInfo(m).throwOnHasError();
    } catch (JetStreamApiException e) {
      return;
    }
    var cluster = info.getClusterInfo();
    alone = cluster == null || cluster.getName() == null || cluster.getName().isEmpty();
    maxMessages = info.getConfiguration().getMaxMsgs();
    maxBytes = info.getConfiguration().getMaxBytes();
    messages = info.getStreamState().getMsgCount();
    bytes = info.getStreamState().getByteCount();
    lastSeq = info.getStreamState().getLastSequence();
    seq = Math.max(seq, lastSeq);
    known = true;
  }

  void sent(int bytesOfBody) {
    largest = Math.max(largest, bytesOfBody);
  }

  /** Acknowledged, with this number in the stream. */
  void stored(long number) {
    stored();
    seq = Math.max(seq, number);
  }

  /** Acknowledged. */
  void stored() {
    heard = System.nanoTime();
    size = Math.min(2 * size, most);
  }

  /** Something went wrong: one at a time, and nothing is known. */
  void shrink() {
    size = 1;
    known = false;
    seq = 0;
  }
}
