// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

/** What it is called when one goroutine lets another go on, by what that one waited for. */
final class Arrows {
  private Arrows() {}

  static String name(String reason) {
    return switch (reason) {
      case "chan receive" -> "send";
      case "chan send" -> "receive";
      case "select" -> "select";
      case "sync.Mutex.Lock", "sync.RWMutex.Lock", "sync.RWMutex.RLock" -> "unlock";
      case "sync.WaitGroup.Wait" -> "done";
      case "sync.Cond.Wait" -> "signal";
      case "semacquire" -> "release";
      case "" -> "go";
      default -> "wake";
    };
  }
}
