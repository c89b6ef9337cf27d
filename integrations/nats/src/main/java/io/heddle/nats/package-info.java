// SPDX-License-Identifier: Apache-2.0

/**
 * Channels between machines, and calls with deadlines, on NATS. Go has no counterpart in its
 * standard library.
 *
 * <p>{@link io.heddle.nats.Nats} is a connection. It makes queues and topics ({@link
 * io.heddle.nats.Remote}), whose ends are ordinary channels, and clients and servers of services
 * ({@link io.heddle.nats.Caller}, {@link io.heddle.nats.Handler}). Unless a method says otherwise,
 * a null argument causes a {@link NullPointerException}, and a method that throws {@link
 * InterruptedException} may wait for the server.
 */
package io.heddle.nats;
