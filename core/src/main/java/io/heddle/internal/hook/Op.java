// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

/**
 * What a goroutine of a bubble is about to do: the vocabulary of its scheduler and of its reports.
 */
public enum Op {
  SEND("send on"),
  TRY_SEND("try to send on"),
  RECEIVE("receive from"),
  TRY_RECEIVE("try to receive from"),
  CLOSE("close"),
  LOOK("look at", true),
  SELECT("select over"),
  TRY_SELECT("try to select over"),
  LOCK("lock"),
  TRY_LOCK("try to lock"),
  UNLOCK("unlock"),
  READ_LOCK("lock for reading", true),
  READ_UNLOCK("unlock for reading", true),
  ADD("add to"),
  AWAIT("wait for"),
  SIGNAL("signal"),
  BROADCAST("broadcast on"),
  ACQUIRE("acquire from"),
  RELEASE("release to"),
  RUN("run"),
  GET("get from"),
  PUT("put into"),
  CANCEL("cancel"),
  GO("start"),
  SLEEP("sleep"),
  TIMER("set a timer"),
  YIELD("yield"),
  PARK("park"),
  UNPARK("unpark"),
  READ("read", true),
  WRITE("write"),
  UPDATE("update"),
  CALL("call"),
  EXIT("exit");

  private final String text;
  private final boolean isRead;

  Op(String text) {
    this(text, false);
  }

  Op(String text, boolean isRead) {
    this.text = text;
    this.isRead = isRead;
  }

  /** The words that a report shows before what it is done to. */
  public String text() {
    return text;
  }

  /** True if two of this kind on the same thing may change places and nobody would notice. */
  public boolean isRead() {
    return isRead;
  }
}
