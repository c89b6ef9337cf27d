// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import io.heddle.runtime.Scheduling;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Each test of the class runs with so many carriers; afterwards there are as many as before. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@OnCarriers
@ExtendWith(WithMaxProcs.Extension.class)
public @interface WithMaxProcs {
  int value();

  /** Sets it, and puts it back. */
  final class Extension implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace MINE =
        ExtensionContext.Namespace.create(WithMaxProcs.class);

    @Override
    public void beforeEach(ExtensionContext test) {
      int procs = test.getRequiredTestClass().getAnnotation(WithMaxProcs.class).value();
      test.getStore(MINE).put("before", Scheduling.maxProcs(procs));
    }

    @Override
    public void afterEach(ExtensionContext test) {
      Scheduling.maxProcs(test.getStore(MINE).remove("before", int.class));
    }
  }
}
