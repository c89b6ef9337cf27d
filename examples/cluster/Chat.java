// SPDX-License-Identifier: Apache-2.0
import static io.heddle.Select.onReceive;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.nats.Codec;
import io.heddle.nats.Nats;
import io.heddle.nats.NatsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A chat. With NAME and URL it joins the one that is there: what is typed goes to all, what all
 * type is shown. Without, it starts a server and has three in this process talk to each other.
 */
class Chat {
  record Line(String from, String text) {}

  static void main(String[] args) throws Exception {
    try {
      if (args.length == 2) {
        join(args[0], args[1]);
      } else if (args.length == 0) {
        demonstrate();
      } else {
        System.err.println("usage: Chat [NAME URL]");
        System.exit(2);
      }
    } catch (NatsException | IllegalArgumentException | IOException e) { // no server, no address
      LocalServer.fail("Chat: " + e.getMessage());
    }
  }

  private static void join(String name, String url) throws Exception {
    try (var net = Nats.connect(Nats.Options.of(url))) {
      var room = net.topic("chat.room", Codec.json(Line.class));
      var heard = room.receiverAutoAck(64);
      var say = room.sender(16);
      var typed = typed();
      var over = new boolean[1];
      while (!over[0]) {
        select(
            onReceive(
                typed,
                text -> {
                  if (text == null) {
                    over[0] = true;
                  } else {
                    say.send(new Line(name, text));
                  }
                }),
            onReceive(
                heard,
                line -> {
                  if (line == null) {
                    over[0] = true;
                  } else if (!line.from().equals(name)) {
                    System.out.println(line.from() + ": " + line.text());
                  }
                }));
      }
    }
  }

  /** What is typed, line by line. */
  private static ReceiveChannel<String> typed() {
    var lines = Channel.<String>make();
    Go.go(
        "keyboard",
        () -> {
          var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
          for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.send(line);
          }
          lines.close();
        });
    return lines.receiveOnly();
  }

  private static void demonstrate() throws Exception {
    try (var server = LocalServer.start();
        var net = Nats.connect(Nats.Options.of(server.url()))) {
      System.out.println("join in: ./heddle run examples/cluster/Chat.java NAME " + server.url());
      var room = net.topic("chat.room", Codec.json(Line.class));
      var everything = room.receiverAutoAck(64);
      var names = new String[] {"ada", "grace", "barbara"};
      var done = new io.heddle.sync.WaitGroup();
      var ears = new java.util.HashMap<String, ReceiveChannel<Line>>();
      for (String name : names) {
        ears.put(name, room.receiverAutoAck(64)); // all listen before one speaks
      }
      for (String name : names) {
        var heard = ears.get(name);
        var say = room.sender(1);
        done.go(() -> {
          say.send(new Line(name, "hello, I am " + name));
          for (int others = 0; others < names.length - 1; ) {
            var line = heard.receive();
            if (!line.from().equals(name) && line.text().startsWith("hello")) {
              say.send(new Line(name, "nice to meet you, " + line.from()));
              others++;
            }
          }
          say.close();
        });
      }
      done.await();
      room.closeForAll();
      int n = 0;
      for (var line : everything) {
        System.out.println(line.from() + ": " + line.text());
        n++;
      }
      System.out.println(n + " lines were said");
    }
  }
}
