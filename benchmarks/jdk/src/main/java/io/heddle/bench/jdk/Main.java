// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jdk;

import io.heddle.bench.harness.Scenarios;
import io.heddle.bench.harness.Subject;
import java.util.concurrent.FutureTask;

/**
 * Virtual threads on the JDK's own scheduler, with {@code java.util.concurrent}. It has no select
 * and no contexts.
 */
public final class Main {
  public static void main(String[] args) {
    var scenarios =
        new Scenarios()
            .timed("ping-pong", Exchange::pingPong)
            .timed("unbuffered", Exchange::unbuffered)
            .timed("buffered", Exchange::buffered)
            .timed("mpmc-unbuffered", Exchange::mpmcUnbuffered)
            .timed("mpmc-buffered", Exchange::mpmcBuffered)
            .timed("fan-in", Exchange::fanIn)
            .prepared("growth", Exchange::growth)
            .gauge("hog", Exchange::hog)
            .timed("spawn", Spawn::spawn)
            .timed("spawn-join", Spawn::spawnJoin)
            .gauge("parked", Spawn::parked)
            .timed("ring", Topology::ring)
            .timed("pipeline", Topology::pipeline)
            .timed("pipeline-unbuffered", Topology::unbufferedPipeline)
            .timed("sieve", Topology::sieve)
            .timed("skynet", Topology::skynet)
            .timed("mutex-1", Locks::mutex)
            .timed("mutex-8", Locks::mutex)
            .timed("rwmutex", Locks::rwMutex)
            .timed("gosched", Scheduling::yield)
            .timed("sleepers", Scheduling::sleepers)
            .timed("timers", Scheduling::timers)
            .timed("cpu", Scheduling::cpu)
            .timed("echo", Network::echo)
            .timed("rwmutex-crowd", Crowds::rwMutex)
            .gauge("close", Crowds::close)
            .gauge("tickers", Crowds::sleepers)
            .timed("exchange", Crowds::exchange)
            .timed("busy", Crowds::busy)
            .timed("server", Crowds::server)
            .prepared("outside", Crowds::outside);
    Subject.main(
        args,
        scenarios,
        body -> {
          var task =
              new FutureTask<Void>(() -> {
                body.run();
                return null;
              });
          Thread.startVirtualThread(task);
          task.get();
        });
  }
}
