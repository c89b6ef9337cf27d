// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.race.watched.corpus.FieldTwins.Box;
import io.heddle.sync.Cond;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.OnceValue;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Channels, groups, contexts, timers: races of the kinds that are found in Go programs. */
@SuppressWarnings({"ReturnValueIgnored", "unused"})
final class ChannelTwins {
  private static final Duration SOON = Duration.ofMillis(1);

  private ChannelTwins() {}

  static Stream<Arguments> twins() {
    return Stream.of(channels(), groups(), others()).flatMap(s -> s);
  }

  /** Written before what is given over, or behind it. */
  private static <T> Arguments signal(
      String name, java.util.function.Supplier<T> make, Use<T> give, Use<T> take) {
    return twin(
        name,
        "Box.value",
        c -> {
          var box = new Box();
          var signal = make.get();
          c.go(() -> {
            give.of(signal);
            box.value = 1;
          });
          take.of(signal);
          use(box.get());
        },
        c -> {
          var box = new Box();
          var signal = make.get();
          c.go(() -> {
            box.value = 1;
            give.of(signal);
          });
          take.of(signal);
          use(box.get());
        });
  }

  interface Use<T> {
    void of(T t) throws Exception;
  }

  private static Stream<Arguments> channels() {
    return Stream.of(
        signal("a send", Channel::<String>make, ch -> ch.send("x"), ch -> ch.receive()),
        signal(
            "a send with room",
            () -> Channel.<String>make(2),
            ch -> ch.send("x"),
            ch -> ch.receive()),
        signal("a receive", Channel::<String>make, ch -> ch.receive(), ch -> ch.send("x")),
        signal("a close", Channel::<String>make, ch -> ch.close(), ch -> ch.receive()),
        signal(
            "a loop over what comes",
            () -> Channel.<String>make(1),
            ch -> {
              ch.send("x");
              ch.close();
            },
            ch -> ch.forEach(v -> use(v))),
        signal(
            "a select that receives",
            Channel::<String>make,
            ch -> ch.send("x"),
            ch ->
                select(
                    onReceive(ch, v -> use(v)), onReceive(Channel.<String>never(), v -> use(v)))),
        signal(
            "a select that sends",
            Channel::<String>make,
            ch -> select(onSend(ch, "x", () -> use(ch))),
            ch -> ch.receive()),
        signal(
            "an unbounded channel",
            Channel::<String>unbounded,
            ch -> ch.send("x"),
            ch -> ch.receive()),
        signal(
            "tried until it is there",
            () -> Channel.<String>make(1),
            ch -> ch.send("x"),
            ch -> {
              boolean[] got = {false};
              while (!got[0]) {
                select(onReceive(ch, v -> got[0] = true), onDefault(Thread::yield));
              }
            }),
        twin(
            "room in the buffer is no answer",
            "Box.value",
            c -> {
              var box = new Box();
              var ch = Channel.<String>make(1);
              c.go(() -> {
                box.value = 1;
                ch.receive();
              });
              ch.send("x");
              use(box.get());
            },
            c -> {
              var box = new Box();
              var ch = Channel.<String>make();
              c.go(() -> {
                box.value = 1;
                ch.receive();
              });
              ch.send("x");
              use(box.get());
            }),
        twin(
            "what was sent is changed afterwards",
            "java.util.ArrayList",
            c -> {
              var ch = Channel.<List<String>>make(1);
              c.go(() -> use(ch.receive().size()));
              var l = new ArrayList<String>();
              ch.send(l);
              l.add("late");
            },
            c -> {
              var ch = Channel.<List<String>>make(1);
              c.go(() -> use(ch.receive().size()));
              var l = new ArrayList<String>();
              l.add("early");
              ch.send(l);
            }),
        twin(
            "closed by one who does not know",
            "send and close at the same time",
            c -> {
              var ch = Channel.<String>make(10);
              var sender = c.go(() -> ch.trySend("x"));
              while (ch.length() == 0) {
                Thread.yield();
              }
              ch.close();
            },
            c -> {
              var ch = Channel.<String>make(10);
              c.go(() -> ch.trySend("x")).join();
              ch.close();
            }),
        twin(
            "a channel as a mutex, with room for two",
            "Box.value",
            c -> {
              var box = new Box();
              var sem = Channel.<String>make(2);
              c.two(() -> {
                sem.send("");
                box.value++;
                sem.receive();
              });
            },
            c -> {
              var box = new Box();
              var sem = Channel.<String>make(1);
              c.two(() -> {
                sem.send("");
                box.value++;
                sem.receive();
              });
            }),
        twin(
            "workers that share their results",
            "java.util.HashMap",
            c -> {
              var jobs = Channel.<Integer>make(2);
              var results = new HashMap<Integer, Integer>();
              jobs.send(1);
              jobs.send(2);
              jobs.close();
              c.two(() -> results.put(jobs.receive(), 1));
            },
            c -> {
              var jobs = Channel.<Integer>make(2);
              var done = Channel.<Integer>make(2);
              jobs.send(1);
              jobs.send(2);
              jobs.close();
              c.two(() -> done.send(jobs.receive()));
              var results = new HashMap<Integer, Integer>();
              results.put(done.receive(), 1);
              results.put(done.receive(), 1);
            }));
  }

  private static Stream<Arguments> groups() {
    return Stream.of(
        twin(
            "a group of two, one counted",
            "Box.value",
            c -> {
              var box = new Box();
              var group = new WaitGroup();
              group.add(1);
              c.both(group::done, () -> box.value++);
              group.await();
              use(box.get());
            },
            c -> {
              var box = new Box();
              var group = new WaitGroup();
              group.add(1);
              c.go(() -> {
                box.value++;
                group.done();
              });
              group.await();
              use(box.get());
            }),
        twin(
            "done before it is",
            "Box.value",
            c -> {
              var box = new Box();
              var group = new WaitGroup();
              group.add(1);
              c.go(() -> {
                group.done();
                box.value++;
              });
              group.await();
              use(box.get());
            },
            c -> {
              var box = new Box();
              var group = new WaitGroup();
              group.go(() -> box.value++);
              group.await();
              use(box.get());
            }),
        twin(
            "the members among each other",
            "Box.value",
            c -> {
              var box = new Box();
              var group = new WaitGroup();
              group.go(() -> box.value++);
              group.go(() -> box.value++);
              group.await();
            },
            c -> {
              var boxes = new Box[] {new Box(), new Box()};
              var group = new WaitGroup();
              group.go(() -> boxes[0].value++);
              group.go(() -> boxes[1].value++);
              group.await();
              use(boxes[0].value + boxes[1].value);
            }),
        twin(
            "a group for errors",
            "Box.value",
            c -> {
              var box = new Box();
              try (var group = new ErrGroup()) {
                group.go(() -> box.value++);
                use(box.get());
                group.await();
              }
            },
            c -> {
              var box = new Box();
              try (var group = new ErrGroup()) {
                group.go(() -> box.value++);
                group.await();
                use(box.get());
              }
            }),
        twin(
            "a variable of the loop that all capture",
            "int[] element 0",
            c -> {
              int[] i = {0};
              var group = new WaitGroup();
              for (i[0] = 0; i[0] < 3; i[0]++) {
                group.go(() -> use(i[0]));
              }
              group.await();
            },
            c -> {
              var group = new WaitGroup();
              for (int i = 0; i < 3; i++) {
                int n = i;
                group.go(() -> use(n));
              }
              group.await();
            }),
        twin(
            "an error that is shared",
            "Object[] element 0",
            c -> {
              Object[] error = {null};
              c.go(() -> error[0] = "disk full");
              error[0] = null;
            },
            c -> {
              c.go(() -> {
                Object[] error = {null};
                error[0] = "disk full";
              });
              Object[] error = {null};
              error[0] = null;
            }));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        twin(
            "only the first makes it",
            "Box.value",
            c -> {
              var box = new Box();
              var once = new Once();
              c.both(() -> once.run(() -> box.value = 1), () -> use(box.get()));
            },
            c -> {
              var box = new Box();
              var once = new Once();
              c.two(() -> {
                once.run(() -> box.value = 1);
                use(box.get());
              });
            }),
        twin(
            "a value that is made once",
            "Box.value",
            c -> {
              var value = new OnceValue<>(Box::new);
              c.two(() -> value.get().value++);
            },
            c -> {
              var value = new OnceValue<>(() -> new Box(1));
              c.two(() -> use(value.get().get()));
            }),
        twin(
            "one flight, shared by all",
            "Box.value",
            c -> {
              var flight = new SingleFlight<String, Box>();
              var box = new Box();
              c.two(() -> flight.run("k", () -> box).value++);
            },
            c -> {
              var flight = new SingleFlight<String, Box>();
              c.two(() -> use(flight.run("k", () -> new Box(1)).get()));
            }),
        twin("a cond, signalled too early", "Box.value", c -> cond(c, false), c -> cond(c, true)),
        twin(
            "after a context is done",
            "Box.value",
            c -> {
              var box = new Box();
              try (var ctx = Context.background().withCancel()) {
                c.go(() -> {
                  ctx.cancel();
                  box.value = 1;
                });
                ctx.done().receive();
                use(box.get());
              }
            },
            c -> {
              var box = new Box();
              try (var ctx = Context.background().withCancel()) {
                c.go(() -> {
                  box.value = 1;
                  ctx.cancel();
                });
                ctx.done().receive();
                use(box.get());
              }
            }),
        twin(
            "a function that a timer calls",
            "Box.value",
            c -> {
              var box = new Box();
              var done = Channel.<String>make();
              Time.afterFunc(
                  SOON,
                  () -> {
                    box.value++;
                    done.close();
                  });
              box.value++;
              done.receive();
            },
            c -> {
              var box = new Box();
              box.value++;
              var done = Channel.<String>make();
              Time.afterFunc(
                  SOON,
                  () -> {
                    box.value++;
                    done.close();
                  });
              done.receive();
              box.value++;
            }),
        twin(
            "long enough is no order",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> box.value++);
              Time.sleep(SOON);
              use(box.get());
            },
            c -> {
              var box = new Box();
              var part = c.go(() -> box.value++);
              Time.sleep(SOON);
              part.join();
              use(box.get());
            }),
        twin(
            "a task of the executor",
            "Box.value",
            c -> {
              var box = new Box();
              var done = Go.executor().submit(() -> box.value++);
              use(box.get());
              done.get();
            },
            c -> {
              var box = new Box();
              var done = Go.executor().submit(() -> box.value++);
              done.get();
              use(box.get());
            }));
  }

  private static void cond(Twin.Crew c, boolean isOrdered) throws Throwable {
    var box = new Box();
    var lock = new Mutex();
    var changed = new Cond(lock);
    c.go(() -> {
      lock.lock();
      box.shared = 1;
      if (isOrdered) {
        box.value = 1;
      }
      changed.signal();
      lock.unlock();
      if (!isOrdered) {
        box.value = 1;
      }
    });
    lock.lock();
    while (box.shared == 0) {
      changed.await();
    }
    lock.unlock();
    use(box.get());
  }
}
