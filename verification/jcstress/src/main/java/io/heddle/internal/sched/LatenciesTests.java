// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Rule: who reads a histogram while its one writer counts sees each number it had, or has. */
@JCStressTest
@Outcome(
    id = {"0", "1", "2"},
    expect = ACCEPTABLE,
    desc = "some of what was counted")
@Outcome(expect = FORBIDDEN, desc = "a number that never was")
@State
public class LatenciesTests {
  private final Latencies latencies = new Latencies();

  @Actor
  public void writer() {
    latencies.add(3);
    latencies.add(3);
  }

  @Actor
  public void reader(J_Result r) {
    var sums = new long[Latencies.BUCKETS];
    latencies.addTo(sums);
    r.r1 = sums[3];
  }
}
