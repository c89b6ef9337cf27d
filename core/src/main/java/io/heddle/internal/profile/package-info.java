// SPDX-License-Identifier: Apache-2.0

/** Profiles in the format of Go's {@code pprof}. */
package io.heddle.internal.profile;
