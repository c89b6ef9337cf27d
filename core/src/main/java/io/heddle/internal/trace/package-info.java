// SPDX-License-Identifier: Apache-2.0

/**
 * The execution trace: {@code Recorder} writes down what happens, into buffers of each carrier,
 * which go to a file or a ring in memory. {@code TraceFormat} is the format; it is read by {@code
 * heddle-inspect}.
 */
package io.heddle.internal.trace;
