// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.awt.Color;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/** What a parked goroutine weighs. */
final class MemoryPlot {
  private static final List<String> ROWS = List.of("parked-resident", "parked-live");

  static boolean hasFigures(Results results) {
    return results.rows().stream().anyMatch(row -> ROWS.contains(row.name()));
  }

  static JFreeChart chart(Results results) {
    var data = new DefaultCategoryDataset();
    var bars = new BarRenderer();
    bars.setBarPainter(new StandardBarPainter());
    bars.setShadowVisible(false);
    bars.setItemMargin(0.06);
    bars.setDefaultItemLabelsVisible(true);
    bars.setDefaultItemLabelFont(Plots.TEXT);
    bars.setDefaultItemLabelGenerator(
        new StandardCategoryItemLabelGenerator(
            "{2}", NumberFormat.getIntegerInstance(Locale.ROOT)));
    int series = 0;
    for (var subject : results.subjects()) {
      for (var row : results.rows()) {
        if (ROWS.contains(row.name())) {
          data.addValue(row.median(subject), subject.title(), label(row.name()));
        }
      }
      bars.setSeriesPaint(series++, Plots.color(subject));
    }
    var groups = new CategoryAxis();
    groups.setTickLabelFont(Plots.TEXT);
    var bytes = new NumberAxis("bytes per goroutine");
    bytes.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
    bytes.setUpperMargin(0.1);
    bytes.setTickLabelFont(Plots.TEXT);
    bytes.setLabelFont(Plots.TEXT);
    var plot = new CategoryPlot(data, groups, bytes, bars);
    plot.setRangeGridlinePaint(Plots.GRID);
    plot.setOutlinePaint(Color.WHITE);
    return Plots.chart(
        "Memory of a parked goroutine",
        "A million of them wait to receive; lower is better.",
        plot);
  }

  private static String label(String row) {
    return row.equals("parked-live") ? "live after a collection" : "resident in the process";
  }

  private MemoryPlot() {}
}
