// SPDX-License-Identifier: Apache-2.0

/** Spring Boot on goroutines: {@code spring.threads.goroutines.enabled=true}. */
@NullMarked
package io.heddle.spring;

import org.jspecify.annotations.NullMarked;
