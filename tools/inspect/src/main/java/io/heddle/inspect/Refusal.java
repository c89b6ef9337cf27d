// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

/** Why a request is not answered. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  final int status;

  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }
}
