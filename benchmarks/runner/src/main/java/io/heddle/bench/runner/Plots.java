// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.svg.SVGGraphics2D;

/** What the plots have in common: colours by subject, plain looks, SVG. */
final class Plots {
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Color GRID = new Color(0xD5D9E0);

  /** Writes all plots that the results have figures for. */
  static void write(Path folder, Results results) throws IOException {
    Files.createDirectories(folder);
    svg(folder.resolve("ratios.svg"), RatioPlot.chart(results), 860, RatioPlot.height(results));
    if (GrowthPlot.hasFigures(results)) {
      svg(folder.resolve("growth.svg"), GrowthPlot.chart(results), 860, 420);
    }
    if (MemoryPlot.hasFigures(results)) {
      svg(folder.resolve("memory.svg"), MemoryPlot.chart(results), 860, 420);
    }
  }

  static Color color(Subject subject) {
    return switch (subject) {
      case GO -> new Color(0x00A7D0);
      case HEDDLE -> new Color(0xD7263D);
      case JDK -> new Color(0x7A8594);
      case KOTLIN -> new Color(0x7F52FF);
      case JOX -> new Color(0xF0A202);
    };
  }

  /** Heddle's mark is larger: it is the one that the reader looks for. */
  static Shape mark(Subject subject) {
    return subject == Subject.HEDDLE
        ? new Rectangle2D.Double(-6, -6, 12, 12)
        : new Ellipse2D.Double(-4.5, -4.5, 9, 9);
  }

  static JFreeChart chart(String title, String subtitle, Plot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    var chart = new JFreeChart(title, TITLE, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getTitle().setHorizontalAlignment(HorizontalAlignment.LEFT);
    var second = new TextTitle(subtitle, TEXT);
    second.setHorizontalAlignment(HorizontalAlignment.LEFT);
    chart.addSubtitle(0, second);
    chart.getLegend().setItemFont(TEXT);
    chart.getLegend().setFrame(BlockBorder.NONE);
    chart.setPadding(new RectangleInsets(10, 10, 6, 16));
    return chart;
  }

  static void svg(Path file, JFreeChart chart, int width, int height) throws IOException {
    var canvas = new SVGGraphics2D(width, height);
    canvas.setDefsKeyPrefix("plot-"); // the same figures make the same file
    canvas.setGeomDoubleConverter(value -> String.format(Locale.ROOT, "%.1f", value));
    chart.draw(canvas, new Rectangle2D.Double(0, 0, width, height));
    Files.writeString(file, canvas.getSVGDocument());
  }

  private Plots() {}
}
