// SPDX-License-Identifier: Apache-2.0

/**
 * A web page that shows what the goroutines of a running program do, and endpoints for {@code go
 * tool pprof} and Prometheus: Go's {@code net/http/pprof}.
 */
package io.heddle.inspect;
