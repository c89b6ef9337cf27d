// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are to be rewritten, and how. Immutable once built; the first rule that fits wins.
 *
 * <p>A rule names the class that declares the method. It fits calls through subclasses too, as far
 * as their supertypes can be found.
 */
public final class CallRules {
  /** A static method: what is called instead of, before or after the call. */
  public record Target(String owner, String name) {
    /**
     * @param owner binary name, as {@code io.heddle.Hooks}
     */
    public Target {
      owner = owner.replace('.', '/');
    }
  }

  /** What happens at a call. */
  public sealed interface Action {}

  /**
   * The call becomes a call of the target, which takes what the method takes, for an instance
   * method the receiver first. Calls of {@code super.method()} and of constructors stay.
   */
  public record Replace(Target target) implements Action {}

  /**
   * Calls around the call.
   *
   * @param before {@code void name(receiver)} as Object; of a static method {@code void name()}
   * @param after likewise, and for {@link #withResult} {@code void name(receiver, result)} as
   *     Objects; not called when the method throws
   * @param withResult the method returns an object, and `after` wants it
   */
  public record Surround(@Nullable Target before, @Nullable Target after, boolean withResult)
      implements Action {}

  private record Rule(String owner, @Nullable String descriptor, Action action) {}

  private final Map<String, List<Rule>> byMethod;

  private CallRules(Map<String, List<Rule>> byMethod) {
    this.byMethod = byMethod;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What is to be done at a call; null: nothing. */
  public @Nullable Action find(InvokeInstruction call, Hierarchy hierarchy) {
    return find(
        call.owner().asInternalName(),
        call.name().stringValue(),
        call.type().stringValue(),
        call.opcode() == Opcode.INVOKESPECIAL,
        hierarchy);
  }

  /** What is to be done where a method is referred to. */
  public @Nullable Action find(DirectMethodHandleDesc ref, Hierarchy hierarchy) {
    var owner = Hierarchy.internalName(ref.owner());
    return find(owner, ref.methodName(), ref.lookupDescriptor(), false, hierarchy);
  }

  private @Nullable Action find(
      String owner, String name, String descriptor, boolean isSpecial, Hierarchy hierarchy) {
    var rules = byMethod.get(name);
    if (rules == null) {
      return null;
    }
    for (var rule : rules) {
      if ((rule.descriptor == null || rule.descriptor.equals(descriptor))
          && !(isSpecial && rule.action instanceof Replace)
          && hierarchy.isSubtype(owner, rule.owner)) {
        return rule.action;
      }
    }
    return null;
  }

  /** Collects rules. */
  public static final class Builder {
    private final Map<String, List<Rule>> byMethod = new HashMap<>();

    private Builder() {}

    /**
     * Calls of the method are treated so.
     *
     * @param owner binary name of the class that declares the method
     * @param descriptor null: whatever it takes
     */
    public Builder add(String owner, String name, @Nullable String descriptor, Action action) {
      byMethod
          .computeIfAbsent(name, n -> new ArrayList<>())
          .add(new Rule(owner.replace('.', '/'), descriptor, action));
      return this;
    }

    /** Calls of the method become calls of {@code targetOwner.name}. */
    public Builder replace(String owner, String name, String descriptor, String targetOwner) {
      return replace(owner, name, descriptor, new Target(targetOwner, name));
    }

    public Builder replace(String owner, String name, String descriptor, Target target) {
      return add(owner, name, descriptor, new Replace(target));
    }

    public CallRules build() {
      var copy = new HashMap<String, List<Rule>>();
      byMethod.forEach((name, rules) -> copy.put(name, List.copyOf(rules)));
      return new CallRules(copy);
    }
  }
}
