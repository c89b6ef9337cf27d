// SPDX-License-Identifier: Apache-2.0

/**
 * Locks and other means of synchronization: Go's {@code sync} and {@code golang.org/x/sync}.
 *
 * <p>They can be used by goroutines and by any other thread. The locks implement the interfaces of
 * {@link java.util.concurrent.locks}. For Go's {@code sync.Map} and {@code sync/atomic} use {@link
 * java.util.concurrent.ConcurrentHashMap} and {@link java.util.concurrent.atomic}. The rules for
 * null, interrupts and durations are those of {@link io.heddle}.
 */
package io.heddle.sync;
