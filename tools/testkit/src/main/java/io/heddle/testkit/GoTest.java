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
 * A JUnit test that runs in a {@link Bubble}: with virtual time, and a failure if a goroutine
 * fails, if all are deadlocked, or if some are left blocked for ever.
 *
 * <p>With {@code schedules} it is run in so many schedules, as {@link Explorer} does, each with a
 * test instance of its own whose {@code @BeforeEach} and {@code @AfterEach} methods run in the same
 * bubble. The message of a failure says how to repeat it: {@code @GoTest(replay = "…")}.
 *
 * <p>Beside a source of arguments ({@code @ValueSource}, {@code @MethodSource}, …) the test is run
 * for each of them.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(GoTestExtension.class)
public @interface GoTest {
  /** Stands for "draw one". */
  long DRAWN = Long.MIN_VALUE;

  /**
   * How many schedules to try; 0: one plain run. The system property {@code heddle.test.schedules},
   * which {@code heddle test --schedules} sets, stands before it.
   *
   * @return 0 or more
   */
  int schedules() default 0;

  /**
   * What the schedules follow from.
   *
   * @return any number
   */
  long seed() default DRAWN;

  /**
   * How they are chosen.
   *
   * @return a strategy
   */
  Strategy strategy() default Strategy.PORTFOLIO;

  /**
   * A token: only its schedule is run.
   *
   * @return a token, or nothing
   */
  String replay() default "";

  /**
   * Whether goroutines that are left blocked for ever fail the test.
   *
   * @return true unless set
   */
  boolean leaks() default true;

  /**
   * Whether the clock may jump while somebody can run, when exploring.
   *
   * @return true unless set
   */
  boolean adversarialTime() default true;
}
