// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.await;
import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import io.heddle.race.watched.corpus.FieldTwins.Box;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Values that are published without a lock: by handles, atomics, collections, futures. */
@SuppressWarnings({"ReturnValueIgnored", "unused", "FutureReturnValueIgnored"})
final class ValueTwins {
  private ValueTwins() {}

  static final class Chained {
    private static final AtomicReferenceFieldUpdater<Chained, Box> HEAD =
        AtomicReferenceFieldUpdater.newUpdater(Chained.class, Box.class, "head");
    private volatile Box head;

    void push(Box box) {
      do {
        box.next = head;
      } while (!HEAD.compareAndSet(this, box.next, box));
    }
  }

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Box.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  static Stream<Arguments> twins() {
    return Stream.of(
        twin(
            "a handle's acquire",
            "Box.next",
            c -> {
              var box = new Box();
              c.go(() -> {
                box.next = new Box();
                VALUE.setOpaque(box, 1);
              });
              await(() -> (int) VALUE.getOpaque(box));
              use(box.next);
            },
            c -> {
              var box = new Box();
              c.go(() -> {
                box.next = new Box();
                VALUE.setRelease(box, 1);
              });
              await(() -> (int) VALUE.getAcquire(box));
              use(box.next);
            }),
        twin(
            "a stack without locks",
            "Box.value",
            c -> {
              var stack = new Chained();
              c.go(() -> {
                var box = new Box();
                stack.push(box);
                box.value = 1;
              });
              await(() -> stack.head == null ? 0 : 1);
              use(stack.head.value);
            },
            c -> {
              var stack = new Chained();
              c.two(() -> stack.push(new Box(1)));
              await(() -> stack.head == null ? 0 : 1);
              use(stack.head.value + (stack.head.next == null ? 0 : 1));
            }),
        twin(
            "a number that says what may be read",
            "Box.value",
            c -> {
              var box = new Box();
              var n = new AtomicInteger();
              c.go(() -> {
                n.set(1);
                box.value = 1;
              });
              await(() -> n.updateAndGet(v -> v == 1 ? 2 + box.value : v));
            },
            c -> {
              var box = new Box();
              var n = new AtomicInteger();
              c.go(() -> {
                box.value = 1;
                n.set(1);
              });
              await(() -> n.updateAndGet(v -> v == 1 ? 2 + box.value : v));
            }),
        twin(
            "a value that is replaced by a function",
            "Box.value",
            c -> {
              var ref = new AtomicReference<>(new Box());
              c.two(() ->
                  ref.updateAndGet(
                          box -> {
                            box.value++;
                            return new Box(box.value);
                          })
                      .value++);
            },
            c -> {
              var ref = new AtomicReference<>(new Box());
              c.two(() -> ref.updateAndGet(box -> new Box(box.value + 1)));
              c.go(() -> use(ref.getAndUpdate(box -> new Box(box.value + 1)).value));
            }),
        twin(
            "the same in a sorted map",
            "Box.value",
            c -> {
              var map = new ConcurrentSkipListMap<String, Box>();
              c.two(() -> map.merge("k", new Box(1), (a, b) -> a).value++);
            },
            c -> {
              var map = new ConcurrentSkipListMap<String, Box>();
              c.two(() -> map.merge("k", new Box(1), (a, b) -> new Box(a.value + b.value)));
              c.go(() -> map.values().forEach(b -> use(b.value)));
            }),
        twin(
            "a queue that is streamed while it grows",
            "Box.value",
            c -> {
              var queue = new ConcurrentLinkedQueue<Box>();
              var box = new Box();
              queue.add(box);
              c.go(() -> use(queue.stream().mapToInt(b -> b.value).sum()));
              box.value = 1;
            },
            c -> {
              var queue = new ConcurrentLinkedQueue<Box>();
              c.go(() -> {
                for (int i = 0; i < 100; i++) {
                  queue.add(new Box(i));
                }
              });
              c.go(() -> {
                for (int i = 0; i < 20; i++) {
                  use(queue.stream().mapToInt(b -> b.value).sum());
                  queue.forEach(b -> use(b.value));
                }
              });
            }),
        twin(
            "what a map computes",
            "java.util.ArrayList",
            c -> {
              var map = new ConcurrentHashMap<String, ArrayList<Integer>>();
              c.two(() -> map.computeIfAbsent("k", k -> new ArrayList<>()).add(1));
            },
            c -> {
              var map = new ConcurrentHashMap<String, ArrayList<Integer>>();
              c.two(() ->
                  map.compute(
                      "k",
                      (k, list) -> {
                        var all = list == null ? new ArrayList<Integer>() : list;
                        all.add(1);
                        return all;
                      }));
            }),
        twin(
            "a list that is iterated while it is copied",
            "Box.value",
            c -> {
              var list = new CopyOnWriteArrayList<>(new Box[] {new Box(1)});
              c.two(() -> {
                for (var box : list) {
                  box.value++;
                }
              });
            },
            c -> {
              var list = new CopyOnWriteArrayList<>(new Box[] {new Box(1)});
              c.go(() -> {
                for (var box : list) {
                  use(box.get());
                }
              });
              c.go(() -> list.add(new Box(2)));
              c.go(() -> list.replaceAll(b -> new Box(b.value + 1)));
            }),
        twin(
            "an array behind a volatile reference",
            "int[] element 0",
            c -> {
              var ref = new AtomicReference<>(new int[1]);
              c.both(() -> ref.get()[0] = 1, () -> use(ref.get()[0]));
            },
            c -> {
              var ref = new AtomicReference<>(new int[1]);
              c.both(
                  () -> {
                    int[] copy = ref.get().clone();
                    copy[0] = 1;
                    ref.set(copy);
                  },
                  () -> use(ref.get()[0]));
            }),
        twin(
            "elements that are volatile",
            "Box.value",
            c -> {
              var boxes = new AtomicReferenceArray<Box>(2);
              c.go(() -> {
                var box = new Box();
                boxes.set(1, box);
                box.value = 1;
              });
              await(() -> boxes.get(1) == null ? 0 : 1);
              use(boxes.get(1).value);
            },
            c -> {
              var boxes = new AtomicReferenceArray<Box>(2);
              c.go(() -> boxes.set(1, new Box(1)));
              await(() -> boxes.get(1) == null ? 0 : 1);
              use(boxes.get(1).value);
            }),
        twin(
            "what a thread inherits",
            "Box.value",
            c -> {
              var inherited = new InheritableThreadLocal<Box>();
              inherited.set(new Box());
              var child =
                  Thread.ofPlatform()
                      .inheritInheritableThreadLocals(true)
                      .unstarted(() -> inherited.get().value++);
              child.start();
              inherited.get().value++;
              child.join();
            },
            c -> {
              var inherited =
                  new InheritableThreadLocal<Box>() {
                    @Override
                    protected Box childValue(Box parent) {
                      return new Box(parent.value);
                    }
                  };
              inherited.set(new Box());
              var child =
                  Thread.ofPlatform()
                      .inheritInheritableThreadLocals(true)
                      .unstarted(() -> inherited.get().value++);
              child.start();
              inherited.get().value++;
              child.join();
            }),
        twin(
            "stages of which one fails",
            "Box.value",
            c -> {
              var box = new Box();
              var f = CompletableFuture.runAsync(() -> box.value = 1);
              var g = f.thenComposeAsync(v -> CompletableFuture.runAsync(() -> box.value++));
              use(box.get());
              g.handle((v, e) -> 1).join();
            },
            c -> {
              var box = new Box();
              var f =
                  CompletableFuture.runAsync(() -> box.value = 1)
                      .thenComposeAsync(v -> CompletableFuture.runAsync(() -> box.value++))
                      .thenRunAsync(() -> {
                        throw new IllegalStateException("" + box.value++);
                      })
                      .exceptionallyAsync(e -> {
                        box.value++;
                        return null;
                      })
                      .whenCompleteAsync((v, e) -> box.value++)
                      .orTimeout(20, TimeUnit.SECONDS);
              f.join();
              use(box.get());
            }));
  }
}
