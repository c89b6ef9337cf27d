// SPDX-License-Identifier: Apache-2.0
/** Everything at once, for long: {@link io.heddle.soak.Soak}. */
package io.heddle.soak;
