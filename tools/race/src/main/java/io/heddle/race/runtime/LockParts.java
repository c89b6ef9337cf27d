// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.concurrent.Phaser;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Which locks and phasers of the JDK belong together, and which of their operations only read. */
final class LockParts {
  private static final long READ_SYNC =
      Memory.offset(ReentrantReadWriteLock.ReadLock.class, "sync");
  private static final long WRITE_SYNC =
      Memory.offset(ReentrantReadWriteLock.WriteLock.class, "sync");
  private static final long ROOT = Memory.offset(Phaser.class, "root");

  /** Where a view has the lock that it is of. */
  private static final ClassValue<Long> STAMPED =
      new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
          return Memory.offset(type, "this$0");
        }
      };

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

  /** Phasers of one tree advance together, so they order as one. */
  static Object whole(Object o) {
    return o instanceof Phaser ? Memory.UNSAFE.getReference(o, ROOT) : o;
  }

  static Object shared(Object lock) {
    if (lock instanceof ReentrantReadWriteLock.ReadLock) {
      return Memory.UNSAFE.getReference(lock, READ_SYNC);
    }
    if (lock instanceof ReentrantReadWriteLock.WriteLock) {
      return Memory.UNSAFE.getReference(lock, WRITE_SYNC);
    }
    return isView(lock) ? Memory.UNSAFE.getReference(lock, STAMPED.get(lock.getClass())) : lock;
  }

  /** {@code asReadLock()} and the like of a StampedLock. */
  private static boolean isView(Object lock) {
    return lock.getClass().getEnclosingClass() == StampedLock.class;
  }

  static boolean isRead(Object lock, String how) {
    return lock instanceof ReentrantReadWriteLock.ReadLock
        || isView(lock) && lock.getClass().getSimpleName().startsWith("Read")
        || lock instanceof StampedLock && (how.contains("Read") || how.startsWith("read"));
  }

  /** About to be given back by a method that takes stamps of both kinds. */
  static boolean isReadStamp(Object lock, String how) {
    return how.equals("unlock") && lock instanceof StampedLock stamped && !stamped.isWriteLocked();
  }
}
