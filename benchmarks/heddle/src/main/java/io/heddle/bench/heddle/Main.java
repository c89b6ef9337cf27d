// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import io.heddle.Go;
import io.heddle.bench.harness.Scenarios;
import io.heddle.bench.harness.Subject;
import io.heddle.runtime.Trace;
import java.nio.file.Path;

/** Heddle, through its public API alone. */
public final class Main {
  public static void main(String[] args) {
    var trace = System.getProperty("heddle.bench.trace");
    if (trace != null) {
      Trace.start(Path.of(trace)); // it ends with the process
    }
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
            .gauge("latency", Latency::measure)
            .timed("select-3", Selects::ofThree)
            .timed("select-default", Selects::withDefault)
            .timed("select-many", Selects::amongMany)
            .timed("select-done", Selects::withDone)
            .timed("spawn", Spawn::spawn)
            .timed("spawn-join", Spawn::spawnJoin)
            .gauge("parked", Spawn::parked)
            .timed("ring", Topology::ring)
            .timed("pipeline", Topology::pipeline)
            .timed("pipeline-unbuffered", Topology::unbufferedPipeline)
            .timed("sieve", Topology::sieve)
            .timed("sieve-context", SieveContext::run)
            .timed("skynet", Topology::skynet)
            .timed("mutex-1", Locks::mutex)
            .timed("mutex-8", Locks::mutex)
            .timed("rwmutex", Locks::rwMutex)
            .timed("gosched", Scheduling::gosched)
            .timed("sleepers", Scheduling::sleepers)
            .timed("timers", Timers::timers)
            .timed("context-tree", Scheduling::contextTree)
            .timed("cpu", Scheduling::cpu)
            .timed("echo", Network::echo)
            .timed("rwmutex-crowd", Crowds::rwMutex)
            .gauge("close", Crowds::close)
            .gauge("tickers", Crowds::tickers)
            .timed("exchange", Crowds::exchange)
            .timed("busy", Crowds::busy)
            .timed("server", Crowds::server)
            .prepared("outside", Crowds::outside)
            .timed("trees", Compute::trees)
            .timed("matrix", Compute::matrix)
            .timed("primes", Compute::primes)
            .timed("words", Compute::words)
            .timed("bodies", Compute::bodies);
    Subject.main(args, scenarios, body -> Go.run(body::run));
  }
}
