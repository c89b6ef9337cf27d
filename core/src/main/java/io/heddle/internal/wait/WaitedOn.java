// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

/** Something to wait on that is called otherwise in a dump than in its {@code toString}. */
public interface WaitedOn {
  String inDump();
}
