// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** What the tests rewrite: a static call, and one whose result is wanted. */
public class Sample2 implements Runnable {
  @Override
  public void run() {
    int n = Math.max(3, 8);
    Queue<String> q = new ArrayDeque<>(List.of("x"));
    String got = q.poll();
    Hooks.LOG.add(n + " " + got);
  }
}
