// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

/**
 * What the user has to put right before anything can run: a missing file, no {@code main}, a source
 * that does not compile. Its message is printed as it stands and is all that is printed: one line
 * that says what is wrong and what to do, or the compiler's own messages.
 */
public final class UserError extends Exception {
  private static final long serialVersionUID = 1;

  /** Status of a command that could not do what it was asked to. */
  public static final int FAILED = 1;

  /** Status of a command line that makes no sense. */
  public static final int USAGE = 2;

  private final int status;

  private UserError(String text, int status) {
    super(text, null, false, false);
    this.status = status;
  }

  /** The command can't be carried out. */
  public static UserError of(String what) {
    return new UserError("heddle: " + what, FAILED);
  }

  /** The command line itself is wrong. */
  public static UserError usage(String what) {
    return new UserError("heddle: " + what, USAGE);
  }

  /** The compiler's messages, which name file and line themselves. */
  public static UserError compilation(String messages) {
    return new UserError(messages.stripTrailing(), FAILED);
  }

  /** The text for standard error. */
  public String text() {
    return String.valueOf(getMessage());
  }

  public int status() {
    return status;
  }
}
