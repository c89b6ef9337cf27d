// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.explore;

import io.heddle.testkit.engine.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What an exploration has found, for programs: one JSON object. */
final class JsonReport {
  private JsonReport() {}

  static void write(
      Path file, Exploring.Plan plan, Search.Found found, UnaryOperator<String> howToReplay)
      throws IOException {
    try (var out = Files.newBufferedWriter(file);
        var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("schedules", found.schedules());
      json.writeNumberProperty("givenUp", found.givenUp());
      json.writeNumberProperty("seed", plan.seed());
      json.writeStringProperty("strategy", plan.strategy());
      json.writeBooleanProperty("exhausted", found.exhausted());
      json.writeBooleanProperty(
          "timeLimitReached",
          found.failing() == null && !found.exhausted() && found.schedules() < plan.schedules());
      if (found.failing() == null) {
        json.writeNullProperty("failure");
      } else {
        write(json, found.failing(), howToReplay);
      }
      json.writeEndObject();
    }
  }

  private static void write(
      JsonGenerator json, Search.Failing failing, UnaryOperator<String> howToReplay) {
    json.writeObjectPropertyStart("failure");
    json.writeStringProperty("cause", failing.cause().getClass().getName());
    json.writeStringProperty("message", messageOf(failing.cause()));
    json.writeNumberProperty("schedule", failing.schedule());
    json.writeStringProperty("token", failing.token());
    json.writeStringProperty(
        "replay", howToReplay.apply(failing.token()).substring("replay: ".length()));
    json.writeStringProperty("report", failing.report());
    json.writeEndObject();
  }

  /** Its class is the program's: what it overrides may fail. */
  private static String messageOf(Throwable cause) {
    try {
      return String.valueOf(cause.getMessage());
    } catch (Throwable e) {
      return "(its getMessage failed with " + e.getClass().getName() + ")";
    }
  }
}
