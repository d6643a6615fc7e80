package io.nightjar.alert;

import io.nightjar.config.FalcoConfig;

/**
 * How alerts are written.
 *
 * @param json as JSON, otherwise as text
 * @param output whether the JSON has {@code output}
 * @param message whether the JSON has {@code message}
 * @param outputFields whether the JSON has {@code output_fields}
 * @param tags whether the JSON has {@code tags}
 * @param isoTime whether texts begin with date and time instead of the time of day
 */
public record AlertShape(
    boolean json,
    boolean output,
    boolean message,
    boolean outputFields,
    boolean tags,
    boolean isoTime) {

  public static final AlertShape JSON = new AlertShape(true, true, false, true, true, false);
  public static final AlertShape TEXT = new AlertShape(false, true, false, true, true, false);

  static AlertShape of(FalcoConfig config) {
    return new AlertShape(
        config.jsonOutput(),
        config.jsonIncludeOutput(),
        config.jsonIncludeMessage(),
        config.jsonIncludeOutputFields(),
        config.jsonIncludeTags(),
        config.timeFormatIso8601());
  }

  /** Whether the JSON is that of Falco's defaults. */
  boolean isPlain() {
    return output && !message && outputFields && tags && !isoTime;
  }
}
