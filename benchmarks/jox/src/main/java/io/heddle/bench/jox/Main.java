// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jox;

import io.heddle.bench.harness.Scenarios;
import io.heddle.bench.harness.Subject;

/**
 * Jox's channels and select on the JDK's virtual threads. Starting threads, locks, timers and
 * sockets are the JDK's own and measured there; contexts it has none. Its select takes the first
 * ready clause, not a random one.
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
            .timed("select-3", Selects::ofThree)
            .timed("select-default", Selects::withDefault)
            .timed("select-many", Selects::amongMany)
            .timed("select-done", Selects::withDone)
            .gauge("parked", Exchange::parked)
            .timed("ring", Topology::ring)
            .timed("pipeline", Topology::pipeline)
            .timed("pipeline-unbuffered", Topology::unbufferedPipeline)
            .timed("sieve", Topology::sieve)
            .timed("skynet", Topology::skynet)
            .timed("exchange", Crowds::exchange)
            .timed("busy", Crowds::busy);
    Subject.main(args, scenarios, Threads::host);
  }
}
