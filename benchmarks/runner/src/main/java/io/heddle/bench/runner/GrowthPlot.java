// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.awt.BasicStroke;
import java.text.NumberFormat;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** What one exchange costs while more and more others wait. */
final class GrowthPlot {
  static boolean hasFigures(Results results) {
    return results.rows().stream().anyMatch(row -> row.name().startsWith("growth-"));
  }

  static JFreeChart chart(Results results) {
    var data = new XYSeriesCollection();
    var renderer = new XYLineAndShapeRenderer(true, true);
    for (var subject : results.subjects()) {
      var series = new XYSeries(subject.title());
      for (var scenario : Scenario.ALL) {
        if (scenario.program().equals("growth")) {
          results.rows().stream()
              .filter(row -> row.name().equals(scenario.name()))
              .map(row -> row.median(subject))
              .filter(median -> median != null)
              .forEach(median -> series.add(scenario.size(), median));
        }
      }
      int index = data.getSeriesCount();
      data.addSeries(series);
      renderer.setSeriesPaint(index, Plots.color(subject));
      renderer.setSeriesShape(index, Plots.mark(subject));
      renderer.setSeriesStroke(index, new BasicStroke(subject == Subject.HEDDLE ? 3 : 1.8f));
    }
    var live = new LogAxis("live goroutines");
    live.setRange(800, 1_250_000);
    live.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
    live.setMinorTickMarksVisible(false);
    live.setTickLabelFont(Plots.TEXT);
    live.setLabelFont(Plots.TEXT);
    var cost = new LogAxis("ns per round trip");
    cost.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
    cost.setBase(2);
    cost.setTickUnit(new NumberTickUnit(1));
    cost.setMinorTickMarksVisible(false);
    cost.setAutoRangeMinimumSize(1);
    cost.setLowerMargin(0.1);
    cost.setUpperMargin(0.1);
    cost.setTickLabelFont(Plots.TEXT);
    cost.setLabelFont(Plots.TEXT);
    var plot = new XYPlot(data, live, cost, renderer);
    plot.setDomainGridlinePaint(Plots.GRID);
    plot.setRangeGridlinePaint(Plots.GRID);
    return Plots.chart(
        "One exchange among many",
        "Ping-pong of two beside so many that wait; lower is better.",
        plot);
  }

  private GrowthPlot() {}
}
