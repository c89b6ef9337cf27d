// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.util.ArrayList;
import java.util.List;

/** Stack maps of a method that has been given more local variables. */
public final class Frames {
  private Frames() {}

  /**
   * The same frames with more variables behind the method's own.
   *
   * @param maxLocals how many slots the method had
   * @param added the types of those that follow them, set at the beginning of the method
   */
  public static StackMapTableAttribute extend(
      StackMapTableAttribute frames, int maxLocals, List<VerificationTypeInfo> added) {
    return StackMapTableAttribute.of(
        frames.entries().stream().map(frame -> extend(frame, maxLocals, added)).toList());
  }

  private static StackMapFrameInfo extend(
      StackMapFrameInfo frame, int maxLocals, List<VerificationTypeInfo> added) {
    var locals = new ArrayList<>(frame.locals());
    int slots = 0;
    for (var local : locals) {
      slots += isWide(local) ? 2 : 1;
    }
    for (; slots < maxLocals; slots++) {
      locals.add(SimpleVerificationTypeInfo.TOP);
    }
    locals.addAll(added);
    return StackMapFrameInfo.of(frame.target(), locals, frame.stack());
  }

  private static boolean isWide(VerificationTypeInfo type) {
    return type == SimpleVerificationTypeInfo.LONG || type == SimpleVerificationTypeInfo.DOUBLE;
  }
}
