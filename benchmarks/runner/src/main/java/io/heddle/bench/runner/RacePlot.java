// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.awt.BasicStroke;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.data.category.DefaultCategoryDataset;

/** A line per program, with a dot for each detector: how many times slower it makes the program. */
final class RacePlot {
  private static final double RIGHT = 512;

  private RacePlot() {}

  static void write(Path file, RaceResults results) throws IOException {
    Plots.svg(file, chart(results), 860, 130 + 22 * rows(results).size());
  }

  private static JFreeChart chart(RaceResults results) {
    var data = new DefaultCategoryDataset();
    for (var subject : RaceResults.SUBJECTS) {
      for (var row : rows(results)) {
        data.addValue(slowdown(row, subject), subject.title(), row.name());
      }
    }
    var programs = new CategoryAxis();
    programs.setTickLabelFont(Plots.TEXT);
    programs.setCategoryMargin(0);
    var plot = new CategoryPlot(data, programs, axis(), renderer());
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
    plot.setDomainGridlinesVisible(true);
    plot.setDomainGridlinePaint(Plots.GRID);
    plot.setRangeGridlinePaint(Plots.GRID);
    for (var subject : RaceResults.SUBJECTS) {
      double mean = results.mean(subject, RaceResults.Cost::slowdown);
      plot.addRangeMarker(new ValueMarker(mean, Plots.color(subject), new BasicStroke(2f)));
    }
    return Plots.chart(
        "How many times slower a race detector makes a program",
        "Of the same language without it. The lines are the geometric means.",
        plot);
  }

  private static double slowdown(RaceResults.Row row, Subject subject) {
    return Math.clamp(row.of(subject).slowdown(), 0.5, RIGHT);
  }

  private static LogAxis axis() {
    var axis = new LogAxis("times slower");
    axis.setBase(2);
    axis.setRange(0.48, RIGHT * 1.07);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(
        new DecimalFormat("0.##×", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    axis.setTickLabelFont(Plots.TEXT);
    axis.setLabelFont(Plots.TEXT);
    axis.setMinorTickMarksVisible(false);
    return axis;
  }

  private static LineAndShapeRenderer renderer() {
    var renderer = new LineAndShapeRenderer(false, true);
    for (int i = 0; i < RaceResults.SUBJECTS.size(); i++) {
      renderer.setSeriesPaint(i, Plots.color(RaceResults.SUBJECTS.get(i)));
      renderer.setSeriesShape(i, Plots.mark(RaceResults.SUBJECTS.get(i)));
    }
    return renderer;
  }

  /** The least slowed first. */
  private static List<RaceResults.Row> rows(RaceResults results) {
    return results.rows().stream()
        .filter(row -> !Double.isNaN(slowdown(row, Subject.HEDDLE)))
        .sorted(Comparator.comparingDouble(row -> slowdown(row, Subject.HEDDLE)))
        .toList();
  }
}
