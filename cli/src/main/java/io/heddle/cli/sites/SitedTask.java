// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.sites;

import io.heddle.Task;
import io.heddle.internal.hook.Sited;
import org.jspecify.annotations.Nullable;

/**
 * A body together with the line of the program that starts it. Rewritten call sites pass their body
 * through {@link #at}; the core asks for the site only when a report names it.
 */
public final class SitedTask implements Task, Sited {
  private final Task body;
  private final StackTraceElement site;

  private SitedTask(Task body, StackTraceElement site) {
    this.body = body;
    this.site = site;
  }

  /** The body with its site; null stays null, for the core to refuse in its own words. */
  public static @Nullable Task at(@Nullable Task body, StackTraceElement site) {
    return body == null ? null : new SitedTask(body, site);
  }

  @Override
  public void run() throws Exception {
    body.run();
  }

  @Override
  public StackTraceElement site() {
    return site;
  }

  @Override
  public String toString() {
    return body.toString();
  }
}
