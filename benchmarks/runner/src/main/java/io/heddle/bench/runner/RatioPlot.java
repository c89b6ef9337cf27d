// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.awt.BasicStroke;
import java.awt.Color;
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
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * A line per scenario with a dot per subject, on a logarithmic scale around Go; where Heddle is
 * best comes first.
 */
final class RatioPlot {
  private static final double LEFT = 1 / 16.0;
  private static final double RIGHT = 32;

  static int height(Results results) {
    return 130 + 22 * rows(results).size();
  }

  static JFreeChart chart(Results results) {
    var subjects = results.subjects().stream().filter(s -> s != Subject.GO).toList();
    var data = new DefaultCategoryDataset();
    for (var subject : subjects) {
      for (var row : rows(results)) {
        var ratio = row.ratio(subject, Subject.GO);
        data.addValue(
            ratio == null ? null : Math.clamp(ratio, LEFT, RIGHT), subject.title(), row.name());
      }
    }
    var scenarios = new CategoryAxis();
    scenarios.setTickLabelFont(Plots.TEXT);
    scenarios.setCategoryMargin(0);
    scenarios.setLowerMargin(0.01);
    scenarios.setUpperMargin(0.01);
    var plot = new CategoryPlot(data, scenarios, axis(), renderer(subjects));
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
    plot.setDomainGridlinesVisible(true);
    plot.setDomainGridlinePaint(Plots.GRID);
    plot.setRangeGridlinePaint(Plots.GRID);
    plot.addRangeMarker(new IntervalMarker(LEFT, 1, new Color(0xEAF7EE)), Layer.BACKGROUND);
    plot.addRangeMarker(
        new ValueMarker(1, Plots.color(Subject.GO), new BasicStroke(2.5f)), Layer.FOREGROUND);
    return Plots.chart(
        "Time and memory as a multiple of Go's",
        "The line at 1× is Go; left of it is better. Beyond the edges: see the table.",
        plot);
  }

  private static LogAxis axis() {
    var axis = new LogAxis("multiple of Go");
    axis.setBase(2);
    axis.setRange(LEFT * 0.93, RIGHT * 1.07);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(
        new DecimalFormat("0.####×", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    axis.setTickLabelFont(Plots.TEXT);
    axis.setLabelFont(Plots.TEXT);
    axis.setMinorTickMarksVisible(false);
    return axis;
  }

  private static LineAndShapeRenderer renderer(List<Subject> subjects) {
    var renderer = new LineAndShapeRenderer(false, true);
    for (int i = 0; i < subjects.size(); i++) {
      renderer.setSeriesPaint(i, Plots.color(subjects.get(i)));
      renderer.setSeriesShape(i, Plots.mark(subjects.get(i)));
    }
    return renderer;
  }

  /** Those that Heddle and Go have figures for, Heddle's best first. */
  private static List<Results.Row> rows(Results results) {
    return results.rows().stream()
        .filter(Results.Row::counts)
        .filter(row -> row.median(Subject.GO) != null)
        .sorted(
            Comparator.comparing(
                row -> row.ratio(Subject.HEDDLE, Subject.GO),
                Comparator.nullsLast(Comparator.naturalOrder())))
        .toList();
  }

  private RatioPlot() {}
}
