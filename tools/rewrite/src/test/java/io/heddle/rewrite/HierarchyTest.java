// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.constant.ClassDesc;
import org.junit.jupiter.api.Test;

class HierarchyTest {
  private final Hierarchy hierarchy = Hierarchy.of(getClass().getClassLoader());

  @Test
  void knowsClassesOfTheJdkAndOfTheProgram() {
    assertThat(hierarchy.isSubtype("java/util/LinkedHashMap", "java/util/HashMap")).isTrue();
    assertThat(hierarchy.isSubtype("java/util/LinkedHashMap", "java/util/Map")).isTrue();
    assertThat(hierarchy.isSubtype("java/util/HashMap", "java/util/LinkedHashMap")).isFalse();
    assertThat(hierarchy.isSubtype("io/heddle/rewrite/Sample$Own", "java/util/Collection"))
        .isTrue();
    assertThat(hierarchy.isSubtype("[Ljava/lang/String;", "java/util/Collection")).isFalse();
    assertThat(hierarchy.superclassOf("java/lang/Object")).isEmpty();
  }

  @Test
  void loadsNothing() {
    assertThat(hierarchy.isSubtype("io/heddle/rewrite/HierarchyTest$NeverLoaded", "java/util/Map"))
        .isFalse();
    assertThat(NeverLoadedWitness.isLoaded).isFalse();
  }

  @Test
  void whatIsNotThereHasNoSupertypes() {
    assertThat(hierarchy.isSubtype("no/such/Type", "java/util/Map")).isFalse();
    assertThat(hierarchy.getClassInfo(ClassDesc.of("no.such.Type"))).isNull();
    assertThat(hierarchy.getClassInfo(ClassDesc.of("java.util.Map")))
        .isEqualTo(ClassHierarchyInfo.ofInterface());
  }

  static final class NeverLoadedWitness {
    static boolean isLoaded;
  }

  @SuppressWarnings("unused") // read as a file
  static final class NeverLoaded {
    static {
      NeverLoadedWitness.isLoaded = true;
    }
  }
}
