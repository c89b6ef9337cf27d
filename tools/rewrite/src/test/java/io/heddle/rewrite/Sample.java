// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** What the tests rewrite. */
public class Sample implements Runnable {
  public interface Sleeper {
    void sleep(long millis) throws InterruptedException;
  }

  public static class Own extends ArrayList<String> {
    @Override
    public boolean add(String s) {
      return super.add(s);
    }
  }

  public static class Inheriting extends ArrayList<String> {}

  @Override
  public void run() {
    try {
      Thread.sleep(5);
      Sleeper s = Thread::sleep;
      s.sleep(7);
      BlockingQueue<String> q = new LinkedBlockingQueue<>();
      String got = q.poll(9L, TimeUnit.DAYS);
      Hooks.LOG.add("got " + got);
      for (int i = 0; i < 2; i++) {
        long wide = i;
        new Inheriting().add(wide > 0 ? "a" : "b");
      }
      new Own().add("own");
      List<String> list = new ArrayList<>();
      Consumer<String> c = list::add;
      c.accept("ref");
      LongConsumer none = System.out::println;
      Hooks.LOG.add(none == null ? "" : "end");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
