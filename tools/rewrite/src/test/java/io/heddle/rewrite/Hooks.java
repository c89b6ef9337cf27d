// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the rewritten sample calls. */
public class Hooks {
  public static final List<String> LOG = new ArrayList<>();

  public static void sleep(long millis) {
    LOG.add("sleep " + millis);
  }

  public static Object poll(BlockingQueue<?> q, long n, TimeUnit unit) {
    LOG.add("poll " + n + " " + unit);
    return "nothing";
  }

  public static void before(Object receiver) {
    LOG.add("before " + receiver);
  }

  public static void after(Object receiver) {
    LOG.add("after " + receiver);
  }

  public static void started() {
    LOG.add("before static");
  }

  public static void returned(Object receiver, Object result) {
    LOG.add(receiver + " returned " + result);
  }
}
