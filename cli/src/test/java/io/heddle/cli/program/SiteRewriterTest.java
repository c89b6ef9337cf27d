// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rewritten classes name their own lines, verify, and do what they did. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SiteRewriterTest {
  @TempDir Path folder;

  @Test
  void everyWayToStartAGoroutineNamesItsLine() throws Exception {
    var lines =
        sites(
            """
            import static io.heddle.Go.go;
            import io.heddle.*;
            import io.heddle.context.*;
            import io.heddle.runtime.*;
            import io.heddle.sync.*;
            import io.heddle.time.*;
            import java.time.Duration;

            class Sites {
              static final Channel<StackTraceElement> SITES = Channel.make(10);
              static void tell() throws Exception { SITES.send(Goroutines.current().createdAt()); }

              static void all() throws Exception {
                go(Sites::tell);
                go("named", Sites::tell);
                go(() -> {
                  tell();
                });
                new WaitGroup()
                    .go(Sites::tell);
                var group = new ErrGroup();
                group.go(Sites::tell);
                group.tryGo(Sites::tell);
                Time.afterFunc(Duration.ofMillis(1), Sites::tell);
                var context = Context.background().withCancel();
                context.afterFunc(Sites::tell);
                ((Context) context).afterFunc(Sites::tell);
                context.cancel();
                var executor = Go.executor();
                executor.submit(() -> { tell(); return 0; });
                Go.threadFactory()
                    .newThread(() -> { try { tell(); } catch (Exception e) {} }).start();
              }
            }
            """,
            11);
    assertThat(lines)
        .containsExactlyInAnyOrder(
            "Sites.all(Sites.java:14)",
            "Sites.all(Sites.java:15)",
            "Sites.all(Sites.java:16)",
            "Sites.all(Sites.java:20)",
            "Sites.all(Sites.java:22)",
            "Sites.all(Sites.java:23)",
            "Sites.all(Sites.java:24)",
            "Sites.all(Sites.java:26)",
            "Sites.all(Sites.java:27)",
            "Sites.all(Sites.java:29)",
            "Sites.all(Sites.java:31)");
  }

  @Test
  void lambdasAndConstructorsAreCalledAsTheUserWroteThem() throws Exception {
    var lines =
        sites(
            """
            import static io.heddle.Go.go;
            import io.heddle.*;
            import io.heddle.runtime.*;

            class Sites {
              static final Channel<StackTraceElement> SITES = Channel.make(10);
              static void tell() throws Exception { SITES.send(Goroutines.current().createdAt()); }
              final Runnable field = () -> go(Sites::tell);

              static class Inner {
                Inner() { go(Sites::tell); }
              }

              static void all() throws Exception {
                Runnable r = () -> {
                  Runnable nested = () -> go(Sites::tell);
                  nested.run();
                };
                r.run();
                new Sites().field.run();
                new Inner();
              }
            }
            """,
            3);
    assertThat(lines)
        .containsExactlyInAnyOrder(
            "Sites.all(Sites.java:16)",
            "Sites.<init>(Sites.java:8)",
            "Sites$Inner.<init>(Sites.java:11)");
  }

  @Test
  void channelsKnowWhereTheyWereMade() throws Exception {
    var made = new ArrayList<String>();
    Class<?> type =
        load(
            """
            import io.heddle.Channel;

            class Sites {
              static Object[] all() {
                return new Object[] {
                  Channel.make(),
                  Channel.make(1),
                  Channel.unbounded(),
                  Channel.sliding(1),
                  Channel.dropping(1),
                  Channel.<String>make().receiveOnly()
                };
              }
            }
            """);
    for (Object channel : (Object[]) call(type, "all")) {
      made.add(channel.toString());
    }
    for (int i = 0; i < made.size(); i++) {
      assertThat(made.get(i)).contains("Sites.java:" + (6 + i));
    }
  }

  @Test
  void codeOfAnyShapeStaysWhatItWas() throws Exception {
    Class<?> type =
        load(
            """
            import static io.heddle.Go.go;
            import io.heddle.*;
            import java.util.*;

            class Sites {
              interface Shape {}
              record Square(int side) implements Shape {}
              record Circle(int radius, String name) implements Shape {}

              static String all() throws Exception {
                var out = new StringBuilder();
                Channel<Object> c = null;
                for (int i = 0; i < 6; i++) {
                  long wide = i;
                  double wider = i / 2.0;
                  c = i % 2 == 0 ? Channel.make(i + 1) : Channel.<Object>unbounded();
                  Channel<Object> in = c;
                  int n = i;
                  try {
                    Shape s = i < 3 ? new Square(i) : new Circle(i, "c" + wide);
                    go(i == 1 ? () -> in.send(n) : new Task() {
                      public void run() throws Exception { in.send(s); }
                    });
                    switch (in.receive()) {
                      case Square(int side) when side > 1 -> out.append("big ").append(side);
                      case Square q -> out.append(q);
                      case Circle(int r, var name) -> out.append(name).append(wider);
                      case Integer x -> out.append(x);
                      default -> out.append("?");
                    }
                  } finally {
                    out.append(';');
                    synchronized (out) {
                      go("x" + (i > 2 ? "a" : null), i > 100 ? null : () -> { });
                    }
                  }
                }
                return out + (c == null ? "" : "end");
              }

              static String refusals() {
                try {
                  go(null);
                } catch (NullPointerException e) {
                  return e.getMessage();
                }
                return "none";
              }
            }
            """);
    assertThat(call(type, "all")).isEqualTo("Square[side=0];1;big 2;c31.5;c42.0;c52.5;end");
    assertThat(call(type, "refusals")).isEqualTo("go of nil func value");
  }

  @Test
  void debugInformationAndOtherAttributesAreKept() {
    Map<String, byte[]> classes =
        Snippet.compile(
            folder,
            "Kept.java",
            """
            import static io.heddle.Go.go;

            @Deprecated
            class Kept<T> {
              /** A local variable and an annotated parameter. */
              void start(@Deprecated String text) {
                int local = text.length();
                go(() -> System.out.println(local));
              }
            }
            """);
    byte[] rewritten = SiteRewriter.rewrite(classes.get("Kept"));
    assertThat(rewritten).isNotEqualTo(classes.get("Kept"));
    String text = ClassFile.of().parse(rewritten).toDebugString();
    assertThat(text)
        .contains("signature")
        .contains("RuntimeVisibleAnnotations")
        .contains("local")
        .contains("Kept.java");
    assertThat(ClassFile.of().verify(rewritten)).isEmpty();
  }

  @Test
  void whatHasNoSitesOrIsNoClassFileIsLeftAlone() {
    byte[] plain = Snippet.compile(folder, "Plain.java", "class Plain { int n; }").get("Plain");
    assertThat(SiteRewriter.rewrite(plain)).isSameAs(plain);
    byte[] broken = "io/heddle/Go but no class file".getBytes(StandardCharsets.UTF_8);
    assertThat(SiteRewriter.rewrite(broken)).isSameAs(broken);
  }

  private List<String> sites(String source, int count) throws Exception {
    Class<?> type = load(source);
    call(type, "all");
    var field = type.getDeclaredField("SITES");
    field.setAccessible(true);
    var channel = (io.heddle.Channel<?>) field.get(null);
    var lines = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      lines.add(String.valueOf(channel.receive()));
    }
    return lines;
  }

  private Class<?> load(String source) throws Exception {
    var classes = Snippet.compile(folder, "Sites.java", source);
    return Snippet.loader(classes, SiteRewriter::rewrite).loadClass("Sites");
  }

  private static Object call(Class<?> type, String method) throws Exception {
    Method m = type.getDeclaredMethod(method);
    m.setAccessible(true);
    return m.invoke(null);
  }
}
