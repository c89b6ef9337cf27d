// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/** Channels across machines, on NATS. */
@NullMarked
@SuppressWarnings("requires-automatic") // jnats is no module of its own
module io.heddle.nats {
  requires io.heddle;
  requires io.nats.jnats;
  requires static org.jspecify;
  requires static tools.jackson.databind;

  exports io.heddle.nats;
}
