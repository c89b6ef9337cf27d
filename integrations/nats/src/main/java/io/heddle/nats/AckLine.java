// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Connection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a receiver tells the server what has become of its values. */
final class AckLine {
  /*
   * An acknowledgement is published and forgotten, so one may be lost: what was acknowledged lately is
   * remembered (AckMemory), acknowledged again on a new connection, and kept from the user when it comes.
   * Unless the stream was made anew meanwhile: its numbers are other values' now. So each value has the
   * incarnation it is from, and nothing is said of those of another.
   * The pump calls `begin`, `end` and `knows`; users' goroutines the others.
   * Checked by: QueueTest, FaultTest
   */
  private final Link link;
  private final String what;
  private final AckMemory memory;

  /** The connection over which values come and are acknowledged; null while there is none. */
  private volatile @Nullable Connection ready;

  /** When the stream was made that the values are from; 0 before it is known. */
  private volatile long incarnation;

  AckLine(Link link, String what, AckMemory memory) {
    this.link = link;
    this.what = what;
    this.memory = memory;
  }

  boolean isReady() {
    return ready != null;
  }

  long incarnation() {
    return incarnation;
  }

  /** The stream is another one than before. */
  void beginAnew(long made, Duration duplicateWindow) {
    memory.begin(made, duplicateWindow);
    incarnation = made;
  }

  /** Values come over this connection now. */
  void begin(Connection c, long redeliverAfter) {
    memory.resend(c, redeliverAfter);
    ready = c;
  }

  void end() {
    ready = null;
  }

  boolean knows(long seq, long storedAt, @Nullable String id) {
    return memory.knows(seq, storedAt, id);
  }

  /** It is done with; it is to be known if it comes again. */
  void acknowledge(Held<?> h, byte[] how) {
    if (h.incarnation == incarnation) {
      memory.remember(h.seq, h.storedAt, h.reply(), h.header(Names.ID));
    }
    tell(h, how);
  }

  /** Tells the server, unless the value is one of a stream that has gone: numbers begin again. */
  void tell(Held<?> h, byte[] what) {
    if (h.incarnation == incarnation) {
      tell(h.reply(), what);
    }
  }

  void tell(String reply, byte[] word) {
    if (!link.isOpenOrClosing()) {
      throw new IllegalStateException(
          what + ": " + link.whyEnded() + "; the value will be delivered again");
    }
    var c = ready;
    if (c != null) {
      try {
        c.publish(reply, word);
      } catch (IllegalStateException e) {
        // it has just gone: an acknowledgement is in the memory, and goes over the next one
      }
    }
  }
}
