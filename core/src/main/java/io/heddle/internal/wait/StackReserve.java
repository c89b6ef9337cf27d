// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

/**
 * Stack for what must not be broken off. An operation that changes something asks for it first: if
 * a {@link StackOverflowError} is due it is thrown here, where nothing has happened yet.
 */
public final class StackReserve {
  /*
   * A stack overflows where a method is entered. So a method that holds a lock, or that has taken a
   * waiter out of its queue and has not woken it, must be sure that all it still calls can be entered.
   *
   * How:      `reserve` has 512 local variables of 8 bytes each, twice that in slots: its frame is as large
   *           as all frames together that an operation needs from there on. The interpreter lays that
   *           frame out and so touches the stack. Compiled code has no such frame; but it must be able to
   *           go back to the interpreter at the call in the branch that is never taken, and so checks at
   *           the entry of whatever method it was inlined into that the interpreter's frames would
   *           fit. It costs a load and two stores.
   * Size:     8 KiB. The longest way, to wake a goroutine from a select on the JDK's scheduler, takes 5 KiB
   *           in the interpreter.
   * Twice:    by a method of its own. To call `reserve` from itself gave twice as much only as long as the
   *           JIT made one frame of both.
   * Nested:   SpinLock.acquire touches: most operations need nothing else. An operation that calls others
   *           which touch, after it has changed something, asks for twice as much before (touchTwice).
   *           What an operation locks later, and all locks of the runtime below it, are taken by
   *           acquireReserved, which does not ask again.
   *
   * JDK:      what the JDK makes ready (start, unpark, interrupt) comes to Goroutine.execute with whatever
   *           stack is left, and takes the run queues' locks there: touchLittle. If that fails the
   *           thread is not made ready, as where the stack ends some frames earlier, in the JDK.
   *
   * Rejected: @ReservedStackAccess is heeded in the JDK's own class loaders only. To catch the error and
   * repair, in the frame that has no stack left, is a second error.
   * See ADR 0035.
   * Checked by: StackDepthFaultTest, AllocationFaultTest
   */

  /** Never set; but the JIT does not know. */
  private static boolean never;

  private StackReserve() {}

  /**
   * 2 KiB: for what makes a goroutine ready, where it is the JDK's own code, or a user's by way of
   * it, that does so. Less than {@link #touch}, for who has touched comes here as well.
   */
  public static void touchLittle() {
    reserveLittle();
  }

  /** 8 KiB: for one operation of a channel or a lock, up to the wake-up that follows. */
  public static void touch() {
    reserve();
  }

  /** 16 KiB: for what is made of such operations. */
  public static void touchTwice() {
    reserveTwice();
  }

  @SuppressWarnings("unused") // nothing is ever stored into them
  private static void reserve() {
    if (never) {
      long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19;
      long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19;
      long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19;
      long d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15, d16, d17, d18, d19;
      long e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16, e17, e18, e19;
      long f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19;
      long g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11, g12, g13, g14, g15, g16, g17, g18, g19;
      long h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15, h16, h17, h18, h19;
      long i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15, i16, i17, i18, i19;
      long j0, j1, j2, j3, j4, j5, j6, j7, j8, j9, j10, j11, j12, j13, j14, j15, j16, j17, j18, j19;
      long k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14, k15, k16, k17, k18, k19;
      long l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15, l16, l17, l18, l19;
      long m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19;
      long n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, n15, n16, n17, n18, n19;
      long o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11, o12, o13, o14, o15, o16, o17, o18, o19;
      long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17, p18, p19;
      long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11, q12, q13, q14, q15, q16, q17, q18, q19;
      long r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16, r17, r18, r19;
      long s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15, s16, s17, s18, s19;
      long t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, t16, t17, t18, t19;
      long u0, u1, u2, u3, u4, u5, u6, u7, u8, u9, u10, u11, u12, u13, u14, u15, u16, u17, u18, u19;
      long v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19;
      long w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15, w16, w17, w18, w19;
      long x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15, x16, x17, x18, x19;
      long y0, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19;
      long z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, z10, z11, z12, z13, z14, z15, z16, z17, z18, z19;
      refuse();
    }
  }

  @SuppressWarnings("unused") // as above, twice
  private static void reserveTwice() {
    if (never) {
      long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19;
      long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19;
      long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19;
      long d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15, d16, d17, d18, d19;
      long e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16, e17, e18, e19;
      long f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19;
      long g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11, g12, g13, g14, g15, g16, g17, g18, g19;
      long h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15, h16, h17, h18, h19;
      long i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15, i16, i17, i18, i19;
      long j0, j1, j2, j3, j4, j5, j6, j7, j8, j9, j10, j11, j12, j13, j14, j15, j16, j17, j18, j19;
      long k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14, k15, k16, k17, k18, k19;
      long l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15, l16, l17, l18, l19;
      long m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19;
      long n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, n15, n16, n17, n18, n19;
      long o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11, o12, o13, o14, o15, o16, o17, o18, o19;
      long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17, p18, p19;
      long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11, q12, q13, q14, q15, q16, q17, q18, q19;
      long r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16, r17, r18, r19;
      long s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15, s16, s17, s18, s19;
      long t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, t16, t17, t18, t19;
      long u0, u1, u2, u3, u4, u5, u6, u7, u8, u9, u10, u11, u12, u13, u14, u15, u16, u17, u18, u19;
      long v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19;
      long w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15, w16, w17, w18, w19;
      long x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15, x16, x17, x18, x19;
      long y0, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19;
      long z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, z10, z11, z12, z13, z14, z15, z16, z17, z18, z19;
      long aa0,
          aa1,
          aa2,
          aa3,
          aa4,
          aa5,
          aa6,
          aa7,
          aa8,
          aa9,
          aa10,
          aa11,
          aa12,
          aa13,
          aa14,
          aa15,
          aa16,
          aa17,
          aa18,
          aa19;
      long bb0,
          bb1,
          bb2,
          bb3,
          bb4,
          bb5,
          bb6,
          bb7,
          bb8,
          bb9,
          bb10,
          bb11,
          bb12,
          bb13,
          bb14,
          bb15,
          bb16,
          bb17,
          bb18,
          bb19;
      long cc0,
          cc1,
          cc2,
          cc3,
          cc4,
          cc5,
          cc6,
          cc7,
          cc8,
          cc9,
          cc10,
          cc11,
          cc12,
          cc13,
          cc14,
          cc15,
          cc16,
          cc17,
          cc18,
          cc19;
      long dd0,
          dd1,
          dd2,
          dd3,
          dd4,
          dd5,
          dd6,
          dd7,
          dd8,
          dd9,
          dd10,
          dd11,
          dd12,
          dd13,
          dd14,
          dd15,
          dd16,
          dd17,
          dd18,
          dd19;
      long ee0,
          ee1,
          ee2,
          ee3,
          ee4,
          ee5,
          ee6,
          ee7,
          ee8,
          ee9,
          ee10,
          ee11,
          ee12,
          ee13,
          ee14,
          ee15,
          ee16,
          ee17,
          ee18,
          ee19;
      long ff0,
          ff1,
          ff2,
          ff3,
          ff4,
          ff5,
          ff6,
          ff7,
          ff8,
          ff9,
          ff10,
          ff11,
          ff12,
          ff13,
          ff14,
          ff15,
          ff16,
          ff17,
          ff18,
          ff19;
      long gg0,
          gg1,
          gg2,
          gg3,
          gg4,
          gg5,
          gg6,
          gg7,
          gg8,
          gg9,
          gg10,
          gg11,
          gg12,
          gg13,
          gg14,
          gg15,
          gg16,
          gg17,
          gg18,
          gg19;
      long hh0,
          hh1,
          hh2,
          hh3,
          hh4,
          hh5,
          hh6,
          hh7,
          hh8,
          hh9,
          hh10,
          hh11,
          hh12,
          hh13,
          hh14,
          hh15,
          hh16,
          hh17,
          hh18,
          hh19;
      long ii0,
          ii1,
          ii2,
          ii3,
          ii4,
          ii5,
          ii6,
          ii7,
          ii8,
          ii9,
          ii10,
          ii11,
          ii12,
          ii13,
          ii14,
          ii15,
          ii16,
          ii17,
          ii18,
          ii19;
      long jj0,
          jj1,
          jj2,
          jj3,
          jj4,
          jj5,
          jj6,
          jj7,
          jj8,
          jj9,
          jj10,
          jj11,
          jj12,
          jj13,
          jj14,
          jj15,
          jj16,
          jj17,
          jj18,
          jj19;
      long kk0,
          kk1,
          kk2,
          kk3,
          kk4,
          kk5,
          kk6,
          kk7,
          kk8,
          kk9,
          kk10,
          kk11,
          kk12,
          kk13,
          kk14,
          kk15,
          kk16,
          kk17,
          kk18,
          kk19;
      long ll0,
          ll1,
          ll2,
          ll3,
          ll4,
          ll5,
          ll6,
          ll7,
          ll8,
          ll9,
          ll10,
          ll11,
          ll12,
          ll13,
          ll14,
          ll15,
          ll16,
          ll17,
          ll18,
          ll19;
      long mm0,
          mm1,
          mm2,
          mm3,
          mm4,
          mm5,
          mm6,
          mm7,
          mm8,
          mm9,
          mm10,
          mm11,
          mm12,
          mm13,
          mm14,
          mm15,
          mm16,
          mm17,
          mm18,
          mm19;
      long nn0,
          nn1,
          nn2,
          nn3,
          nn4,
          nn5,
          nn6,
          nn7,
          nn8,
          nn9,
          nn10,
          nn11,
          nn12,
          nn13,
          nn14,
          nn15,
          nn16,
          nn17,
          nn18,
          nn19;
      long oo0,
          oo1,
          oo2,
          oo3,
          oo4,
          oo5,
          oo6,
          oo7,
          oo8,
          oo9,
          oo10,
          oo11,
          oo12,
          oo13,
          oo14,
          oo15,
          oo16,
          oo17,
          oo18,
          oo19;
      long pp0,
          pp1,
          pp2,
          pp3,
          pp4,
          pp5,
          pp6,
          pp7,
          pp8,
          pp9,
          pp10,
          pp11,
          pp12,
          pp13,
          pp14,
          pp15,
          pp16,
          pp17,
          pp18,
          pp19;
      long qq0,
          qq1,
          qq2,
          qq3,
          qq4,
          qq5,
          qq6,
          qq7,
          qq8,
          qq9,
          qq10,
          qq11,
          qq12,
          qq13,
          qq14,
          qq15,
          qq16,
          qq17,
          qq18,
          qq19;
      long rr0,
          rr1,
          rr2,
          rr3,
          rr4,
          rr5,
          rr6,
          rr7,
          rr8,
          rr9,
          rr10,
          rr11,
          rr12,
          rr13,
          rr14,
          rr15,
          rr16,
          rr17,
          rr18,
          rr19;
      long ss0,
          ss1,
          ss2,
          ss3,
          ss4,
          ss5,
          ss6,
          ss7,
          ss8,
          ss9,
          ss10,
          ss11,
          ss12,
          ss13,
          ss14,
          ss15,
          ss16,
          ss17,
          ss18,
          ss19;
      long tt0,
          tt1,
          tt2,
          tt3,
          tt4,
          tt5,
          tt6,
          tt7,
          tt8,
          tt9,
          tt10,
          tt11,
          tt12,
          tt13,
          tt14,
          tt15,
          tt16,
          tt17,
          tt18,
          tt19;
      long uu0,
          uu1,
          uu2,
          uu3,
          uu4,
          uu5,
          uu6,
          uu7,
          uu8,
          uu9,
          uu10,
          uu11,
          uu12,
          uu13,
          uu14,
          uu15,
          uu16,
          uu17,
          uu18,
          uu19;
      long vv0,
          vv1,
          vv2,
          vv3,
          vv4,
          vv5,
          vv6,
          vv7,
          vv8,
          vv9,
          vv10,
          vv11,
          vv12,
          vv13,
          vv14,
          vv15,
          vv16,
          vv17,
          vv18,
          vv19;
      long ww0,
          ww1,
          ww2,
          ww3,
          ww4,
          ww5,
          ww6,
          ww7,
          ww8,
          ww9,
          ww10,
          ww11,
          ww12,
          ww13,
          ww14,
          ww15,
          ww16,
          ww17,
          ww18,
          ww19;
      long xx0,
          xx1,
          xx2,
          xx3,
          xx4,
          xx5,
          xx6,
          xx7,
          xx8,
          xx9,
          xx10,
          xx11,
          xx12,
          xx13,
          xx14,
          xx15,
          xx16,
          xx17,
          xx18,
          xx19;
      long yy0,
          yy1,
          yy2,
          yy3,
          yy4,
          yy5,
          yy6,
          yy7,
          yy8,
          yy9,
          yy10,
          yy11,
          yy12,
          yy13,
          yy14,
          yy15,
          yy16,
          yy17,
          yy18,
          yy19;
      long zz0,
          zz1,
          zz2,
          zz3,
          zz4,
          zz5,
          zz6,
          zz7,
          zz8,
          zz9,
          zz10,
          zz11,
          zz12,
          zz13,
          zz14,
          zz15,
          zz16,
          zz17,
          zz18,
          zz19;
      refuse();
    }
  }

  @SuppressWarnings("unused") // as above, a quarter
  private static void reserveLittle() {
    if (never) {
      long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19;
      long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19;
      long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19;
      long d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15, d16, d17, d18, d19;
      long e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16, e17, e18, e19;
      long f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19;
      long g0, g1, g2, g3, g4, g5, g6, g7;
      refuse();
    }
  }

  private static void refuse() {
    throw new IllegalStateException("never is never set");
  }
}
