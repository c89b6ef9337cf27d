// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.context.Context;
import io.heddle.internal.hook.Inheritance;
import io.heddle.internal.hook.Sites;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** See {@link Go#threadFactory()}. Its goroutines tell the line where the factory was made. */
final class GoroutineFactory implements ThreadFactory, Sites.HasSite {
  private final @Nullable Object inherited = Inheritance.with(Context.current());
  private final Names names;
  private @Nullable StackTraceElement site = Sites.ofCaller();

  GoroutineFactory(Names names) {
    this.names = names;
  }

  @Override
  public void madeAt(StackTraceElement where) {
    site = where;
  }

  @Override
  public Thread newThread(Runnable body) {
    Objects.requireNonNull(body, "body");
    return new GoStatement(body::run, inherited, site).unstarted(names.next());
  }
}
