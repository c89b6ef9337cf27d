// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.lang.ref.WeakReference;
import jdk.internal.vm.annotation.ForceInline;

/**
 * What the detector knows of an object in which it can't keep it: an array, a lock, a collection, a
 * class.
 */
final class Side extends WeakReference<Object> {
  private static final long SYNC = Memory.offset(Side.class, "sync");

  /** Where its words are, for {@link Shadow}. */
  static final long WORDS = Memory.offset(Side.class, "words");

  final int hash;

  /** Guarded by its stripe of {@link SideTable}; read without. */
  Side next;

  /**
   * Shadow words: of an array, of a collection's contents, of a class's static fields. Plain, for
   * it is read at each access of an element; stored by CAS.
   */
  long[] words;

  /** How many variables they are for; set before them. */
  int size;

  /** Of a VarHandle: what it refers to. */
  HandleTarget handle;

  /** Of a class. */
  ClassInit init;

  /** Of a channel or wait group: its use, as reports name it. */
  Reports.Synthetic use;

  /** Of a channel; under its lock. */
  ChannelOrder channel;

  /**
   * Of a waiter: what its thread had done when it began to wait, and what it is to know when it
   * goes on.
   */
  Moment order;

  Moment reply;

  /** Of a condition: its lock. */
  volatile Object lock;

  /** Of a thread. */
  volatile ThreadState thread;

  private volatile SyncVar sync;

  Side(Object of, int hash, Side next) {
    super(of);
    this.hash = hash;
    this.next = next;
  }

  /** Its shadow is for so many variables. */
  Side sized(int variables) {
    if (words == null) {
      size = variables;
      Shadow.make(this, WORDS, variables);
    }
    return this;
  }

  @ForceInline
  void read(ThreadState s, int i, int place, Object of) {
    long[] w = words;
    if (w != null) {
      Shadow.read(s, w, size, i, place, this, WORDS, of);
    }
  }

  @ForceInline
  void write(ThreadState s, int i, int place, Object of) {
    long[] w = words;
    if (w != null) {
      Shadow.write(s, w, size, i, place, this, WORDS, of);
    }
  }

  /** The one with this role, made when first asked for. */
  SyncVar sync(int role) {
    if (this == SideTable.NOBODY) {
      return SyncVar.NONE;
    }
    while (true) {
      var first = sync;
      for (var v = first; v != null; v = v.next) {
        if (v.role == role) {
          return v;
        }
      }
      var made = new SyncVar(role, first);
      if (Memory.UNSAFE.compareAndSetReference(this, SYNC, first, made)) {
        return made;
      }
    }
  }

  /** The same, or null if nobody has ever asked for it. */
  SyncVar syncIfAny(int role) {
    for (var v = sync; v != null; v = v.next) {
      if (v.role == role) {
        return v;
      }
    }
    return null;
  }

  /** The first of all roles; the others follow it. */
  SyncVar all() {
    return sync;
  }
}
