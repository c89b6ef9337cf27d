// SPDX-License-Identifier: Apache-2.0

/**
 * Metrics of the scheduler for Micrometer, and propagation of the diagnostic context of SLF4J, of
 * observations and of OpenTelemetry's context to goroutines. Go has no counterpart: its programs
 * pass such values in a context.
 */
package io.heddle.micrometer;
