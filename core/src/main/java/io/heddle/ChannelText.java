// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.sched.BubbleScheduler;
import org.jspecify.annotations.Nullable;

/** A channel in words, for logs and dumps. */
final class ChannelText {
  private ChannelText() {}

  static String of(ChannelCore<?> c, @Nullable StackTraceElement site, boolean inDump) {
    var number = numberOrName(c);
    c.acquire();
    int buffered = c.stored();
    int sending = c.senders.size();
    int receiving = c.receivers.size();
    boolean isClosed = c.isClosedForSend();
    c.release();
    var s = new StringBuilder(c.kind()).append(' ').append(number).append(inDump ? " (" : " ");
    s.append("cap ").append(c.capacity() == Integer.MAX_VALUE ? "unbounded" : c.capacity());
    append(s, buffered, " buffered");
    if (inDump) {
      append(s, sending + receiving, " waiting");
    } else {
      append(s, sending, sending == 1 ? " sender waiting" : " senders waiting");
      append(s, receiving, receiving == 1 ? " receiver waiting" : " receivers waiting");
    }
    if (isClosed) {
      s.append(", closed");
    }
    if (site != null) {
      s.append(", made at ").append(site.getFileName()).append(':').append(site.getLineNumber());
    }
    return inDump ? s.append(')').toString() : s.toString();
  }

  private static String numberOrName(ChannelCore<?> c) {
    var b = BubbleScheduler.here();
    var name = b == null ? null : b.nameOf(c);
    return name != null ? name : "#" + c.id();
  }

  private static void append(StringBuilder s, int n, String what) {
    if (n > 0) {
      s.append(", ").append(n).append(what);
    }
  }
}
