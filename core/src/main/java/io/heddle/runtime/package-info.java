// SPDX-License-Identifier: Apache-2.0

/**
 * Inspecting and controlling the runtime: the number of processors, metrics, dumps, deadlocks,
 * leaks, traces and profiles. Go's {@code runtime}, {@code runtime/metrics}, {@code runtime/pprof}
 * and {@code runtime/trace}.
 *
 * <p>Reports are meant for people and may change; records and metrics are meant for programs. The
 * rules for null, interrupts and durations are those of {@link io.heddle}.
 */
package io.heddle.runtime;
