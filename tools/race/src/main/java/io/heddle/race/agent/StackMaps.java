// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Throwable;

import io.heddle.rewrite.Frames;
import java.lang.classfile.Attributes;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stack map of a method that got local variables of the detector, and perhaps a handler. */
final class StackMaps {
  private StackMaps() {}

  /**
   * @param references how many of the variables refer to something: the thread's state and all that
   *     come after the frame's depth
   * @param handler of whatever leaves the method; null: there is none
   */
  static Optional<StackMapTableAttribute> of(CodeModel code, int references, Label handler) {
    var added = new ArrayList<VerificationTypeInfo>();
    added.add(ObjectVerificationTypeInfo.of(CD_Object));
    added.add(SimpleVerificationTypeInfo.INTEGER);
    for (int i = 1; i < references; i++) {
      added.add(ObjectVerificationTypeInfo.of(CD_Object));
    }
    int locals = ((CodeAttribute) code).maxLocals();
    var own = code.findAttribute(Attributes.stackMapTable());
    if (handler == null) {
      return own.map(f -> Frames.extend(f, locals, added));
    }
    var entries = new ArrayList<StackMapFrameInfo>();
    own.ifPresent(f -> entries.addAll(Frames.extend(f, locals, added).entries()));
    var types = new ArrayList<VerificationTypeInfo>();
    for (int i = 0; i < locals; i++) {
      types.add(SimpleVerificationTypeInfo.TOP);
    }
    types.addAll(added);
    var thrown = ObjectVerificationTypeInfo.of(CD_Throwable);
    entries.add(StackMapFrameInfo.of(handler, types, List.of(thrown)));
    return Optional.of(StackMapTableAttribute.of(entries));
  }
}
