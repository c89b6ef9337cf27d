// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import io.heddle.race.agent.Orders.Action;
import java.util.List;
import java.util.Set;

/** Calls that read or change what an object of the JDK, an array or a field holds. */
final class ContentsCalls {
  /*
   * Whether the object is one that may not be shared is asked at run time (Kind): the tables say only what
   * a method of this name does to its receiver.
   * Checked by: ContentsTest, AccessTest.
   */
  private static final Set<String> WRITES =
      Set.of(
          "add",
          "addAll",
          "addAllAbsent",
          "addIfAbsent",
          "addFirst",
          "addLast",
          "put",
          "putAll",
          "putIfAbsent",
          "putFirst",
          "putLast",
          "remove",
          "removeAll",
          "removeIf",
          "removeFirst",
          "removeLast",
          "removeFirstOccurrence",
          "removeLastOccurrence",
          "removeRange",
          "retainAll",
          "clear",
          "set",
          "setElementAt",
          "addElement",
          "insertElementAt",
          "removeElement",
          "removeElementAt",
          "removeAllElements",
          "replaceAll",
          "replace",
          "sort",
          "offer",
          "offerFirst",
          "offerLast",
          "poll",
          "pollFirst",
          "pollLast",
          "pollFirstEntry",
          "pollLastEntry",
          "push",
          "pop",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "merge",
          "ensureCapacity",
          "trimToSize",
          "take",
          "takeFirst",
          "takeLast",
          "drainTo",
          "transfer",
          "tryTransfer",
          "setValue");
  private static final Set<String> READS =
      Set.of(
          "get",
          "getOrDefault",
          "getFirst",
          "getLast",
          "contains",
          "containsKey",
          "containsValue",
          "containsAll",
          "size",
          "isEmpty",
          "iterator",
          "listIterator",
          "forEach",
          "toArray",
          "hashCode",
          "equals",
          "toString",
          "indexOf",
          "lastIndexOf",
          "peek",
          "peekFirst",
          "peekLast",
          "element",
          "firstKey",
          "lastKey",
          "floorKey",
          "ceilingKey",
          "higherKey",
          "lowerKey",
          "floorEntry",
          "ceilingEntry",
          "higherEntry",
          "lowerEntry",
          "firstEntry",
          "lastEntry",
          "first",
          "last",
          "floor",
          "ceiling",
          "higher",
          "lower",
          "descendingIterator",
          "stream",
          "parallelStream",
          "spliterator",
          "elementAt",
          "elements",
          "keys",
          "firstElement",
          "lastElement",
          "copyInto",
          "remainingCapacity",
          "getKey",
          "getValue",
          "clone");

  private static final List<String> COLLECTIONS =
      List.of("java/util/Collection", "java/util/Map", "java/util/Dictionary");

  private final Orders orders;

  private ContentsCalls(Orders orders) {
    this.orders = orders;
  }

  static void addTo(Orders orders) {
    var calls = new ContentsCalls(orders);
    calls.texts(); // first: a scanner is an iterator, too
    calls.buffers();
    calls.collections();
    calls.helpers();
    calls.arrays();
    calls.reflection();
  }

  private void add(String owner, Action action, String... names) {
    orders.add(owner, action, names);
  }

  private void collections() {
    add("java/util/Map", Action.TOUCH, "get", "getOrDefault");
    for (var owner : COLLECTIONS) {
      WRITES.forEach(name -> add(owner, Action.WRITE, name));
      READS.forEach(name -> add(owner, Action.READ, name));
    }
    add("java/util/Map$Entry", Action.WRITE, "setValue");
    add("java/util/Iterator", Action.READ, "next", "hasNext", "previous", "hasPrevious");
    add("java/util/Iterator", Action.READ, "forEachRemaining");
    add("java/util/Iterator", Action.WRITE, "remove", "set", "add");
    add("java/util/Stack", Action.READ, "empty", "search");
    add("java/util/Properties", Action.WRITE, "setProperty", "load", "loadFromXML");
    add("java/util/Properties", Action.READ, "getProperty", "stringPropertyNames", "store");
    add("java/util/Properties", Action.READ, "propertyNames", "list");
    add("java/util/Enumeration", Action.READ, "nextElement", "hasMoreElements", "asIterator");
  }

  /**
   * Static methods whose first argument is a collection, and what looks at all that it is given.
   */
  private void helpers() {
    var owner = "java/util/Collections";
    add(owner, Action.HELPER_WRITE, "sort", "shuffle", "reverse", "rotate", "swap", "fill");
    add(owner, Action.HELPER_WRITE, "addAll", "copy", "replaceAll");
    add(owner, Action.ARGUMENTS, "min", "max", "frequency", "disjoint", "binarySearch");
    add(owner, Action.ARGUMENTS, "indexOfSubList", "lastIndexOfSubList");
    for (var type : List.of("List", "Set", "Map")) {
      add("java/util/" + type, Action.ARGUMENTS, "copyOf");
    }
    add("java/lang/String", Action.ARGUMENTS, "join", "valueOf", "contentEquals", "contains");
    add("java/lang/Iterable", Action.ARGUMENTS, "forEach");
    add("java/util/Objects", Action.ARGUMENTS, "toString", "hash", "hashCode", "equals");
    add("java/io/PrintStream", Action.ARGUMENTS, "println", "print", "append");
    add("java/lang/IO", Action.ARGUMENTS, "println", "print");
  }

  private void texts() {
    for (var owner : List.of("java/lang/StringBuilder", "java/lang/StringBuffer")) {
      add(owner, Action.WRITE, "append", "insert", "delete", "deleteCharAt", "replace", "reverse");
      add(owner, Action.WRITE, "setLength", "setCharAt", "appendCodePoint", "trimToSize");
      add(owner, Action.WRITE, "repeat");
      add(owner, Action.READ, "toString", "length", "charAt", "substring", "indexOf", "isEmpty");
      add(owner, Action.READ, "lastIndexOf", "subSequence", "chars", "codePointAt", "compareTo");
    }
    add("java/io/StringWriter", Action.WRITE, "write", "append");
    add("java/io/StringWriter", Action.READ, "toString", "getBuffer");
    add("java/io/ByteArrayOutputStream", Action.WRITE, "write", "writeBytes", "reset");
    add("java/io/ByteArrayOutputStream", Action.READ, "size", "toByteArray", "toString", "writeTo");
    add("java/util/BitSet", Action.WRITE, "set", "clear", "flip", "and", "or", "xor", "andNot");
    add("java/util/BitSet", Action.READ, "get", "cardinality", "nextSetBit", "nextClearBit");
    add("java/util/BitSet", Action.READ, "length", "size", "isEmpty", "intersects", "toString");
    add("java/util/BitSet", Action.READ, "previousSetBit", "previousClearBit", "stream");
    add("java/util/StringJoiner", Action.WRITE, "add", "merge", "setEmptyValue");
    add("java/util/StringJoiner", Action.READ, "toString", "length");
    add("java/util/StringTokenizer", Action.WRITE, "nextToken", "nextElement");
    add("java/util/StringTokenizer", Action.READ, "hasMoreTokens", "countTokens");
    var random = "java/util/random/RandomGenerator";
    add(random, Action.WRITE, "nextInt", "nextLong", "nextDouble", "nextGaussian", "split");
    add(random, Action.WRITE, "nextBoolean", "nextBytes", "nextFloat", "nextExponential");
    add(random, Action.WRITE, "ints", "longs", "doubles", "jump", "leap");
    add("java/util/Calendar", Action.WRITE, "set", "add", "roll", "clear", "setTime", "get");
    add("java/util/Calendar", Action.WRITE, "getTime", "setTimeInMillis", "getTimeInMillis");
    add("java/util/Formatter", Action.WRITE, "format", "flush", "close");
    add("java/util/Scanner", Action.WRITE, "next", "nextLine", "nextInt", "hasNext", "hasNextLine");
    add("java/util/regex/Matcher", Action.WRITE, "find", "matches", "lookingAt", "reset");
    add("java/util/regex/Matcher", Action.READ, "group", "start", "end", "groupCount");
    add(
        "java/text/Format",
        Action.WRITE,
        "format",
        "parse",
        "parseObject",
        "formatToCharacterIterator");
    add(
        "java/text/Format",
        Action.WRITE,
        "applyPattern",
        "setTimeZone",
        "setCalendar",
        "setLenient");
    add("java/security/MessageDigest", Action.WRITE, "update", "digest", "reset");
    add("java/security/Signature", Action.WRITE, "update", "sign", "verify", "initSign");
    add("javax/crypto/Cipher", Action.WRITE, "update", "doFinal", "init");
    add("javax/crypto/Mac", Action.WRITE, "update", "doFinal", "init", "reset");
    add("java/util/zip/Checksum", Action.WRITE, "update", "reset");
    add("java/util/zip/Checksum", Action.READ, "getValue");
  }

  private void buffers() {
    var owner = "java/nio/Buffer";
    add(owner, Action.WRITE, "put", "putInt", "putLong", "putShort", "putChar", "putDouble");
    add(owner, Action.WRITE, "putFloat", "clear", "flip", "rewind", "mark", "reset", "compact");
    add(owner, Action.WRITE, "get", "getInt", "getLong", "getShort", "getChar", "getDouble");
    add(owner, Action.WRITE, "getFloat");
    add(owner, Action.READ, "remaining", "hasRemaining", "slice", "duplicate");
  }

  private void arrays() {
    add("java/lang/System", Action.ARRAYS, "arraycopy");
    add("java/util/Arrays", Action.ARRAYS, "fill", "sort", "setAll", "parallelSort");
    add("java/util/Arrays", Action.ARRAYS, "parallelSetAll", "parallelPrefix", "copyOf");
    add("java/util/Arrays", Action.ARRAYS, "copyOfRange", "stream", "toString", "hashCode");
    add("java/util/Arrays", Action.ARRAYS, "binarySearch");
    add("[", Action.CLONE, "clone");
  }

  private void reflection() {
    var field = "java/lang/reflect/Field";
    var array = "java/lang/reflect/Array";
    for (var type :
        List.of("", "Int", "Long", "Boolean", "Byte", "Char", "Short", "Float", "Double")) {
      add(field, Action.REFLECT_READ, "get" + type);
      add(field, Action.REFLECT_WRITE, "set" + type);
      add(array, Action.ELEMENT_READ, "get" + type);
      add(array, Action.ELEMENT_WRITE, "set" + type);
    }
    var handle = "java/lang/invoke/VarHandle";
    add(handle, Action.HANDLE_READ, "get");
    add(handle, Action.HANDLE_WRITE, "set");
    add(handle, Action.HANDLE_READ_OPAQUE, "getOpaque");
    add(handle, Action.HANDLE_WRITE_OPAQUE, "setOpaque");
  }
}
