// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as Go writes them: a number and its unit, {@code 500ms}, {@code 1.5s}, {@code 2m}. */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");

  @Override
  public Duration convert(String value) {
    var matcher = FORM.matcher(value.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      double millis = Double.parseDouble(matcher.group(1)) * millisOf(matcher.group(2));
      if (millis >= 1) {
        return Duration.ofMillis(Math.round(millis));
      }
    }
    throw new TypeConversionException(
        "'" + value + "' is not a duration, write for example 1s or 500ms");
  }

  private static double millisOf(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      default -> 3_600_000;
    };
  }
}
