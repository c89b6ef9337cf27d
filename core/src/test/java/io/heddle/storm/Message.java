// SPDX-License-Identifier: Apache-2.0
package io.heddle.storm;

/**
 * What goes through the channels of a storm. Its fields are plain: who has it owns it, and a
 * receiver sees what the sender wrote last, or the check fails.
 */
final class Message {
  /** Its place in the ledger: no two attempts to send share one, but for a relay's. */
  final int number;

  private int sender;
  private int stamp;
  private long seal;

  Message(int number) {
    this.number = number;
  }

  /** Before each attempt to send it; the stamps of a sender go up. */
  void stamp(int newSender, int newStamp) {
    sender = newSender;
    stamp = newStamp;
    seal = sealOf();
  }

  int sender() {
    return sender;
  }

  int stamp() {
    return stamp;
  }

  boolean isWhole() {
    return seal == sealOf();
  }

  private long sealOf() {
    return ((long) sender << 40 ^ (long) stamp << 8 ^ number) * 0x9E3779B97F4A7C15L;
  }
}
