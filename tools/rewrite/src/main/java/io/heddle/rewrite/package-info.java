// SPDX-License-Identifier: Apache-2.0

/**
 * What Heddle's tools share of rewriting class files, on top of {@code java.lang.classfile}.
 *
 * <p>{@link io.heddle.rewrite.CallRules} says which calls are to be replaced or surrounded, {@link
 * io.heddle.rewrite.CallRewriter} does it to a class, {@link io.heddle.rewrite.Rewriting} does it
 * to every class that a JVM loads. {@link io.heddle.rewrite.Hierarchy} knows the supertypes of
 * classes without loading them, {@link io.heddle.rewrite.Frames} adds hidden local variables to a
 * method's stack maps.
 */
@NullMarked
package io.heddle.rewrite;

import org.jspecify.annotations.NullMarked;
