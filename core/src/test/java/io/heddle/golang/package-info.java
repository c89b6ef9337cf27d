// SPDX-License-Identifier: Apache-2.0
/**
 * What Go's own tests check, asked of Heddle: of channels and select, sync, context, time and
 * x/sync. Written anew from the ideas: each class names the tests in the Go repository that it owes
 * its ideas to. Those whose idea is part of a test elsewhere are named there.
 */
package io.heddle.golang;
