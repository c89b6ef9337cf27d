// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trace of any length as so many slices as a page can hold. */
final class Tracks implements Handler {
  /*
   * While there are too many slices, neighbours of one goroutine that are together shorter than a limit
   * become one, which shows what most of its time was; the limit is doubled as often as it takes. So the
   * picture of the whole stays right and only what a zoom would show is lost. Arrows are thinned out alike.
   */
  static final int MOST_SLICES = 200_000;
  static final int MOST_TRACKS = 20_000;
  private static final int MOST_OTHERS = 20_000;
  private static final long FIRST_LIMIT = 1_000;

  final Map<Long, Track> tracks = new LinkedHashMap<>();
  final List<long[]> arrows = new ArrayList<>(); // time, from, to, name
  final List<long[]> regions = new ArrayList<>(); // goroutine, name, from, to
  final List<long[]> tasks = new ArrayList<>(); // number, name, from, to
  final List<long[]> logs = new ArrayList<>(); // goroutine, text, time
  final List<long[]> collections = new ArrayList<>(); // name, from, to
  final Map<String, long[]> metrics = new LinkedHashMap<>();
  final List<String> strings = new ArrayList<>(List.of(""));
  private final Map<String, Integer> numbers = new HashMap<>(Map.of("", 0));
  private final int mostSlices;
  private long slices;
  private long limit;
  private int everyArrow = 1;
  private long arrowsSeen;
  private boolean areArrowsThinned;
  long notShown;
  long end;
  long events;

  Tracks(int mostSlices) {
    this.mostSlices = mostSlices;
  }

  /** What one goroutine did: five numbers for each slice. */
  static final class Track {
    static final int WIDTH = 5;
    static final int MIXED = 4;
    final long id;
    int site;
    int name;
    long by;
    int n;
    long[] slices = new long[2 * WIDTH]; // from, to, state, reason, on << 12 | carrier + 1

    Track(long id) {
      this.id = id;
    }

    void add(long from, long to, long state, long reason, long rest) {
      if (n * WIDTH == slices.length) {
        slices = Arrays.copyOf(slices, 2 * slices.length);
      }
      int i = n++ * WIDTH;
      slices[i] = from;
      slices[i + 1] = to;
      slices[i + 2] = state;
      slices[i + 3] = reason;
      slices[i + 4] = rest;
    }

    /* Returns how many fewer there are. */
    int merge(long limit) {
      var s = slices;
      int kept = 0;
      long longest = 0;
      for (int i = 0; i < n * WIDTH; i += WIDTH) {
        int last = (kept - 1) * WIDTH;
        long length = s[i + 1] - s[i];
        if (kept > 0 && s[i + 1] - s[last] <= limit) {
          s[last + 1] = s[i + 1];
          if (length > longest) {
            longest = length;
            System.arraycopy(s, i + 2, s, last + 2, WIDTH - 2);
          }
          s[last + 2] |= MIXED;
        } else {
          System.arraycopy(s, i, s, kept++ * WIDTH, WIDTH);
          longest = length;
        }
      }
      int fewer = n - kept;
      n = kept;
      return fewer;
    }
  }

  /** For how long slices were taken together; 0 if none was. */
  long limit() {
    return limit;
  }

  boolean areArrowsThinned() {
    return areArrowsThinned;
  }

  private int number(String s) {
    var known = numbers.get(s);
    if (known != null) {
      return known;
    }
    if (strings.size() > 100_000) {
      return 0;
    }
    strings.add(s);
    numbers.put(s, strings.size() - 1);
    return strings.size() - 1;
  }

  private Track of(long g) {
    var t = tracks.get(g);
    if (t == null && tracks.size() < MOST_TRACKS) {
      t = new Track(g);
      tracks.put(g, t);
    }
    return t == null ? new Track(g) : t;
  }

  @Override
  public void goroutine(long g, long by, String site, String name, long time, boolean atBegin) {
    if (tracks.size() >= MOST_TRACKS && !tracks.containsKey(g)) {
      notShown++;
      return;
    }
    var t = of(g);
    t.site = number(site);
    t.name = number(name);
    t.by = by;
    if (by != 0) {
      arrow(time, by, g, "go");
    }
  }

  @Override
  public void event(String kind, long g, long by, String reason, String on, long time) {
    if (kind.equals("unblock") && by != 0) {
      arrow(time, by, g, Arrows.name(reason));
    }
  }

  private void arrow(long time, long from, long to, String name) {
    if (arrowsSeen++ % everyArrow != 0 || !tracks.containsKey(to)) {
      return;
    }
    arrows.add(new long[] {time, from, to, number(name)});
    if (arrows.size() > mostSlices / 2) {
      areArrowsThinned = true;
      everyArrow *= 2;
      for (int i = 0, kept = 0; i < arrows.size(); i += 2) {
        arrows.set(kept++, arrows.get(i));
      }
      arrows.subList(arrows.size() / 2, arrows.size()).clear();
    }
  }

  @Override
  public void slice(
      long g, State state, String reason, String on, long from, long to, int carrier) {
    var t = of(g);
    t.add(from, to, state.ordinal(), number(reason), (long) number(on) << 12 | carrier + 1);
    slices++;
    while (slices > mostSlices) {
      limit = Math.max(FIRST_LIMIT, 2 * limit);
      for (var track : tracks.values()) {
        slices -= track.merge(limit);
      }
      if (limit > to) {
        break; // one slice each, and still too many
      }
    }
  }

  @Override
  public void region(long g, String name, long from, long to) {
    add(regions, g, number(name), from, to);
  }

  @Override
  public void task(long number, String name, long from, long to) {
    add(tasks, number, number(name), from, to);
  }

  @Override
  public void log(long g, String text, long time) {
    add(logs, g, number(text), time);
  }

  @Override
  public void collection(String name, long from, long to) {
    add(collections, number(name), from, to);
  }

  private static void add(List<long[]> list, long... values) {
    if (list.size() < MOST_OTHERS) {
      list.add(values);
    }
  }

  @Override
  public void metric(String name, long first, long last) {
    metrics.put(name, new long[] {first, last});
  }

  @Override
  public void end(long time, long events) {
    end = time;
    this.events = events;
  }
}
