// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What only our own carriers promise: order, relief of hogs, deadlocks found in an instant. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "heddle.scheduler", matches = "carriers")
public @interface OnCarriers {}
