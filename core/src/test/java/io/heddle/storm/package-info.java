// SPDX-License-Identifier: Apache-2.0
/**
 * A storm over channels: worlds drawn at random in which all kinds of threads do all that can be
 * done with channels, while others interrupt them and close the channels; and the books are exact.
 */
package io.heddle.storm;
