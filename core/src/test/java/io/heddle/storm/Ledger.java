// SPDX-License-Identifier: Apache-2.0
package io.heddle.storm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The books of one world: what was sent, and how often it arrived. */
final class Ledger {
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(byte[].class);

  /** Written by the first sender, after the fact; read when all have ended. */
  private final boolean[] sent;

  /** Written by whoever sends it to a channel that drops. */
  private final boolean[] mayBeDropped;

  private final byte[] received;

  Ledger(int messages) {
    sent = new boolean[messages];
    mayBeDropped = new boolean[messages];
    received = new byte[messages];
  }

  /** An attempt to send it has succeeded. */
  void sent(Message m) {
    sent[m.number] = true;
  }

  /** It goes, or has gone, to a channel that drops. */
  void mayBeDropped(Message m) {
    mayBeDropped[m.number] = true;
  }

  void received(Message m) {
    byte before = (byte) COUNT.getAndAdd(received, m.number, (byte) 1);
    if (before != 0) {
      throw new AssertionError("message " + m.number + " arrived twice");
    }
  }

  /** When all have ended. */
  void check() {
    for (int i = 0; i < sent.length; i++) {
      if (!sent[i] && received[i] != 0) {
        throw new AssertionError("message " + i + " arrived and was not sent");
      }
      if (sent[i] && !mayBeDropped[i] && received[i] == 0) {
        throw new AssertionError("message " + i + " was sent and is lost");
      }
    }
  }
}
