// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test that runs in a {@link Bubble}, with virtual time. It fails if a goroutine fails, if
 * all goroutines are deadlocked, or if some are left blocked for ever.
 *
 * <p>With {@code schedules} it runs in that many schedules, as by an {@link Explorer}. Each
 * schedule has its own test instance, whose {@code @BeforeEach} and {@code @AfterEach} methods run
 * in the same bubble. The message of a failure says how to repeat it: {@code @GoTest(replay =
 * "…")}.
 *
 * <p>With a source of arguments ({@code @ValueSource}, {@code @MethodSource}, …) the test runs for
 * each of them.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(GoTestExtension.class)
public @interface GoTest {
  /** The default of {@link #seed}: a random seed. */
  long DRAWN = Long.MIN_VALUE;

  /**
   * How many schedules to try; with 0 there is one plain run. The system property {@code
   * heddle.test.schedules}, which {@code heddle test --schedules} sets, takes precedence.
   *
   * @return the number, 0 or more
   */
  int schedules() default 0;

  /**
   * The seed from which the schedules follow.
   *
   * @return the seed
   */
  long seed() default DRAWN;

  /**
   * How schedules are chosen.
   *
   * @return the strategy
   */
  Strategy strategy() default Strategy.PORTFOLIO;

  /**
   * The token of a failure; if it is set, only its schedule runs.
   *
   * @return the token, or the empty string
   */
  String replay() default "";

  /**
   * Whether the test fails if goroutines are left blocked for ever.
   *
   * @return true by default
   */
  boolean leaks() default true;

  /**
   * Whether, during exploration, the clock may advance while goroutines can run.
   *
   * @return true by default
   */
  boolean adversarialTime() default true;
}
