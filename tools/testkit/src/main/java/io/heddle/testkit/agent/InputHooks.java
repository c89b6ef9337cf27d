// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import io.heddle.internal.sched.BubbleScheduler;
import java.io.BufferedReader;
import java.io.IOError;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code IO.readln}, as rewritten code calls it; see {@link Hooks}. It keeps what it has read ahead
 * for the whole process: in a bubble that would be an earlier schedule's input.
 */
public final class InputHooks {
  private static final Map<InputStream, BufferedReader> READERS = new WeakHashMap<>();

  private InputHooks() {}

  public static @Nullable String readln(String prompt) {
    if (BubbleScheduler.here() == null) {
      return IO.readln(prompt);
    }
    IO.print(prompt);
    return readln();
  }

  public static @Nullable String readln() {
    if (BubbleScheduler.here() == null) {
      return IO.readln();
    }
    synchronized (READERS) {
      try {
        return READERS
            .computeIfAbsent(
                System.in,
                in -> new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)))
            .readLine();
      } catch (IOException e) {
        throw new IOError(e);
      }
    }
  }
}
