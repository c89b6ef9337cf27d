// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import io.heddle.bench.harness.Spin;
import io.heddle.sync.WaitGroup;
import java.util.HashMap;
import java.util.Map;

/**
 * Programs that compute on fields, arrays and maps: what a race detector has most to do with. Each
 * has as many workers as the size says, which share what they read and write apart. Go's are in
 * {@code compute.go}.
 */
final class Compute {
  private static final int DEPTH = 14;

  private interface Part {
    void run(int worker);
  }

  private static void inParallel(int workers, Part part) throws InterruptedException {
    var group = new WaitGroup();
    for (int w = 0; w < workers; w++) {
      int worker = w;
      group.go(() -> part.run(worker));
    }
    group.await();
  }

  // ---- trees ----

  private static final class Tree {
    Tree left;
    Tree right;
    int value;

    static Tree grow(int depth) {
      var tree = new Tree();
      if (depth == 0) {
        tree.value = 1;
      } else {
        tree.left = grow(depth - 1);
        tree.right = grow(depth - 1);
        tree.value = depth;
      }
      return tree;
    }

    int sum() {
      return left == null ? value : value + left.sum() + right.sum();
    }
  }

  /** Makes and sums n nodes: a tree of 2^15 - 1 again and again. */
  static void trees(int n, int workers) throws InterruptedException {
    inParallel(
        workers,
        w -> {
          for (int made = 0; made < n / workers; made += (1 << DEPTH + 1) - 1) {
            Spin.keep(Tree.grow(DEPTH).sum());
          }
        });
  }

  // ---- arrays ----

  /** Multiplies two matrices of size × size, row by row: size³ steps. */
  static void matrix(int n, int size) throws InterruptedException {
    double[][] a = square(size);
    double[][] b = square(size);
    double[][] c = square(size);
    inParallel(
        2,
        w -> {
          for (int i = w; i < size; i += 2) {
            for (int j = 0; j < size; j++) {
              double sum = 0;
              for (int k = 0; k < size; k++) {
                sum += a[i][k] * b[k][j];
              }
              c[i][j] = sum;
            }
          }
        });
    Spin.keep((long) c[size - 1][size - 1]);
  }

  private static double[][] square(int size) {
    var m = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        m[i][j] = i + j;
      }
    }
    return m;
  }

  /** Sieves the numbers below n. */
  static void primes(int n, int workers) throws InterruptedException {
    inParallel(
        workers,
        w -> {
          var composite = new boolean[n / workers];
          int count = 0;
          for (int i = 2; i < composite.length; i++) {
            if (!composite[i]) {
              count++;
              for (int j = 2 * i; j < composite.length; j += i) {
                composite[j] = true;
              }
            }
          }
          Spin.keep(count);
        });
  }

  // ---- maps ----

  /** Counts n words, of size different ones. */
  static void words(int n, int size) throws InterruptedException {
    inParallel(
        2,
        w -> {
          Map<Integer, Integer> counts = new HashMap<>();
          int seed = w + 1;
          for (int i = 0; i < n / 2; i++) {
            seed = seed * 1664525 + 1013904223;
            int word = (seed >>> 8) % size;
            counts.put(word, counts.getOrDefault(word, 0) + 1);
          }
          Spin.keep(counts.size());
        });
  }

  // ---- fields ----

  private static final class Body {
    double x;
    double y;
    double z;
    double vx;
    double vy;
    double vz;
    double mass;
  }

  /** Moves five bodies in n steps. */
  static void bodies(int n, int workers) throws InterruptedException {
    inParallel(
        workers,
        w -> {
          var all = new Body[5];
          for (int i = 0; i < all.length; i++) {
            all[i] = body(i + 1);
          }
          for (int i = 0; i < n / workers; i++) {
            advance(all, 0.001);
          }
          Spin.keep((long) all[0].x);
        });
  }

  private static Body body(double f) {
    var body = new Body();
    body.x = f;
    body.y = 2 * f;
    body.z = 3 * f;
    body.vx = 0.1 * f;
    body.vy = 0.2;
    body.vz = 0.3;
    body.mass = f;
    return body;
  }

  private static void advance(Body[] all, double dt) {
    for (int i = 0; i < all.length; i++) {
      var a = all[i];
      for (int j = i + 1; j < all.length; j++) {
        var b = all[j];
        double dx = a.x - b.x;
        double dy = a.y - b.y;
        double dz = a.z - b.z;
        double d = dx * dx + dy * dy + dz * dz + 0.01;
        double mag = dt / (d * Math.sqrt(d));
        a.vx -= dx * b.mass * mag;
        a.vy -= dy * b.mass * mag;
        a.vz -= dz * b.mass * mag;
        b.vx += dx * a.mass * mag;
        b.vy += dy * a.mass * mag;
        b.vz += dz * a.mass * mag;
      }
    }
    for (var a : all) {
      a.x += dt * a.vx;
      a.y += dt * a.vy;
      a.z += dt * a.vz;
    }
  }

  private Compute() {}
}
