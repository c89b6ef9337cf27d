// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.await;
import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Objects of which there are many alike, and copies: what belongs to which. */
@SuppressWarnings({"ReturnValueIgnored", "unused"}) // written and read by parts
final class CopyTwins {
  private CopyTwins() {}

  static class Node implements Cloneable {
    int value;
    int count;
    Node next;
    int[] rest = new int[1];
    volatile int told;

    @Override
    public Node clone() {
      try {
        return (Node) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  static final class Leaf extends Node {
    int extra;
  }

  /** The JDK's clone copies what this class adds, too. */
  static final class Tagged extends ArrayList<String> {
    private static final long serialVersionUID = 1;
    int tag;
  }

  private static final int MANY = 200;

  /** All by the same code, and in one piece of time. */
  private static Node[] nodes() {
    var nodes = new Node[MANY];
    for (int i = 0; i < MANY; i++) {
      nodes[i] = new Node();
      nodes[i].value = i;
      nodes[i].count = 1;
      nodes[i].next = i == 0 ? null : nodes[i - 1];
    }
    return nodes;
  }

  private static int sum(Node[] nodes) {
    int sum = 0;
    for (var n : nodes) {
      sum += n.value + n.count;
    }
    return sum;
  }

  static Stream<Arguments> twins() {
    return Stream.of(copies(), many()).flatMap(s -> s);
  }

  private static Stream<Arguments> copies() {
    return Stream.of(
        twin(
            "what a copy shares with the original",
            "int[] element 0",
            c -> {
              var node = new Node();
              var copy = node.clone();
              c.both(() -> node.rest[0]++, () -> copy.rest[0]++);
            },
            c -> {
              var node = new Node();
              node.value = 1;
              var copy = node.clone();
              c.both(() -> node.value++, () -> copy.value++);
            }),
        twin(
            "copied while it changes",
            "Node.value",
            c -> {
              var node = new Node();
              c.both(() -> node.value++, () -> use(node.clone()));
            },
            c -> {
              var node = new Node();
              c.both(() -> node.told++, () -> use(node.clone()));
            }),
        twin(
            "a copy of a subclass",
            "Leaf.extra",
            c -> {
              var leaf = new Leaf();
              c.both(() -> leaf.extra++, () -> use(leaf.clone()));
            },
            c -> {
              var leaf = new Leaf();
              leaf.extra = leaf.value = 1;
              var copy = (Leaf) leaf.clone();
              c.both(() -> leaf.extra += leaf.value++, () -> copy.extra += copy.value++);
            }),
        twin(
            "copied by a class of the JDK",
            "Tagged.tag",
            c -> {
              var tagged = new Tagged();
              c.both(() -> tagged.tag++, () -> use(tagged.clone()));
            },
            c -> {
              var tagged = new Tagged();
              tagged.tag = 1;
              var copy = (Tagged) tagged.clone();
              c.both(() -> tagged.tag++, () -> copy.tag++);
            }));
  }

  private static Stream<Arguments> many() {
    return Stream.of(
        twin(
            "one of many changes",
            "Node.value",
            c -> {
              var nodes = nodes();
              c.both(() -> use(sum(nodes)), () -> nodes[MANY / 2].value = 0);
            },
            c -> {
              var nodes = nodes();
              c.both(() -> use(sum(nodes)), () -> nodes[MANY / 2].next = null);
            }),
        twin(
            "many are filled while they are read",
            "Node.count",
            c -> {
              var nodes = nodes();
              c.go(() -> {
                for (var n : nodes) {
                  n.count = 2;
                }
              });
              use(sum(nodes));
            },
            c -> {
              var nodes = nodes();
              c.go(
                      () -> {
                        for (var n : nodes) {
                          n.count = 2;
                        }
                      })
                  .join();
              use(sum(nodes));
            }),
        twin(
            "many are told of by one flag",
            "Node.value",
            c -> {
              var first = new Node();
              var made = new Node[1][];
              c.go(() -> {
                made[0] = nodes();
                first.told = 1;
                made[0][MANY - 1].value = 7;
              });
              await(() -> first.told);
              use(sum(made[0]));
            },
            c -> {
              var first = new Node();
              var made = new Node[1][];
              c.go(() -> {
                made[0] = nodes();
                made[0][MANY - 1].value = 7;
                first.told = 1;
              });
              await(() -> first.told);
              use(sum(made[0]));
            }),
        twin(
            "only the last was read, and is written by another",
            "Node.next",
            c -> {
              var nodes = nodes();
              c.both(
                  () -> {
                    for (var n = nodes[MANY - 1]; n != null; n = n.next) {
                      use(n);
                    }
                  },
                  () -> nodes[1].next = null);
            },
            c -> {
              var nodes = nodes();
              c.both(
                  () -> {
                    for (var n = nodes[MANY - 1]; n != null; n = n.next) {
                      use(n);
                    }
                  },
                  () -> nodes[1].value = 0);
            }),
        twin(
            "read by two, then written by one of them",
            "Node.value",
            c -> {
              var nodes = nodes();
              var read = new CountDownLatch(1);
              c.go(() -> use(sum(nodes)));
              c.go(() -> {
                use(sum(nodes));
                nodes[3].value++;
              });
            },
            c -> {
              var nodes = nodes();
              var read = new CountDownLatch(1);
              c.go(() -> {
                use(sum(nodes));
                read.countDown();
              });
              c.go(() -> {
                use(sum(nodes));
                read.await();
                nodes[3].value++;
              });
            }),
        twin(
            "rows of which each has a worker",
            "double[] element 0",
            c -> {
              var rows = new double[8][8];
              c.both(() -> fill(rows, 0, 5), () -> fill(rows, 4, 8));
            },
            c -> {
              var rows = new double[8][8];
              c.both(() -> fill(rows, 0, 4), () -> fill(rows, 4, 8));
            }));
  }

  private static void fill(double[][] rows, int from, int to) {
    for (int i = from; i < to; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = i * j;
      }
    }
  }
}
