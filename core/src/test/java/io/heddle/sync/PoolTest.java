// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Go;
import io.heddle.testing.Scale;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolTest {
  @Test
  void givesBackWhatWasPutIn() {
    var pool = new Pool<String>();
    assertThat(pool.get()).isNull();
    pool.put("a");
    pool.put(null);
    assertThat(pool.get()).isEqualTo("a");
    assertThat(pool.get()).isNull();
  }

  @Test
  void makesWhatItHasNot() {
    var made = new AtomicInteger();
    var pool = new Pool<>(made::incrementAndGet);
    assertThat(pool.get()).isEqualTo(1);
    pool.put(42);
    assertThat(pool.get()).isEqualTo(42);
    assertThat(pool.get()).isEqualTo(2);
    assertThatThrownBy(() -> new Pool<>(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("supplier");
  }

  @Test
  void findsWhatWasPutElsewhere() throws Exception {
    var pool = new Pool<Integer>();
    for (int i = 0; i < 100; i++) {
      int n = i;
      Go.go(() -> pool.put(n)).join();
    }
    var found = new ArrayList<Integer>();
    for (var x = pool.get(); x != null; x = pool.get()) {
      found.add(x);
    }
    assertThat(found).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void forgetsWhatLiesUnused() throws Exception {
    var pool = new Pool<Object>();
    var weak = new ArrayList<WeakReference<Object>>();
    for (int i = 0; i < 100; i++) {
      var x = new Object();
      weak.add(new WeakReference<>(x));
      pool.put(x);
    }
    for (int i = 0; i < 50 && weak.stream().anyMatch(w -> w.get() != null); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(weak).allMatch(w -> w.get() == null);
    assertThat(pool.get()).isNull();
    pool.put("again");
    assertThat(pool.get()).isEqualTo("again");
  }

  @Test
  void givesNothingToTwoAtOnce() throws Exception {
    var pool = new Pool<Object>(Object::new);
    var inUse = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    Set<Object> twice =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    var all = new WaitGroup();
    for (int t = 0; t < 10; t++) {
      all.go(() -> {
        for (int i = 0; i < Scale.of(5_000); i++) {
          var x = pool.get();
          if (!inUse.add(x)) {
            twice.add(x);
          }
          if (i % 16 == 0) {
            Go.gosched();
          }
          inUse.remove(x);
          pool.put(x);
        }
      });
    }
    all.await();
    assertThat(twice).isEmpty();
  }
}
