// SPDX-License-Identifier: Apache-2.0
/**
 * What Go's own tests of channels and select check, asked of Heddle. Written anew from the ideas:
 * each class names the test in the Go repository that it owes its idea to.
 */
package io.heddle.golang;
