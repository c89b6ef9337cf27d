// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Which locks of the JDK belong together, and which of their operations only read. */
final class LockParts {
  private static final long READ_SYNC =
      Memory.offset(ReentrantReadWriteLock.ReadLock.class, "sync");
  private static final long WRITE_SYNC =
      Memory.offset(ReentrantReadWriteLock.WriteLock.class, "sync");

  private static final ClassValue<Boolean> OF_JDK =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          for (var c = type; c != null; c = c.getSuperclass()) {
            if (c.getName().startsWith("java.util.concurrent.")) {
              return true;
            }
          }
          return false;
        }
      };

  private LockParts() {}

  /** Heddle's own locks say themselves what they order; so do those that the program wrote. */
  static boolean isOurs(Object lock) {
    return !OF_JDK.get(lock.getClass());
  }

  static Object shared(Object lock) {
    if (lock instanceof ReentrantReadWriteLock.ReadLock) {
      return Memory.UNSAFE.getReference(lock, READ_SYNC);
    }
    if (lock instanceof ReentrantReadWriteLock.WriteLock) {
      return Memory.UNSAFE.getReference(lock, WRITE_SYNC);
    }
    return lock;
  }

  static boolean isRead(Object lock, String how) {
    return lock instanceof ReentrantReadWriteLock.ReadLock
        || lock instanceof StampedLock && (how.contains("Read") || how.startsWith("read"));
  }
}
