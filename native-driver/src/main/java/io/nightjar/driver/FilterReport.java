package io.nightjar.driver;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What the kernel makes of the {@link KernelFilter} that it was given, and how many events it has
 * judged since the driver was opened.
 *
 * @param types those of which something is sent
 */
public record FilterReport(Map<EventType, OfType> types) {

  /** How much of the filter the kernel judges for a type. */
  public enum Judged {
    /** Everything that was asked for. */
    WHOLLY,
    /** Some tests are left to user space: more is sent than was asked for. */
    PARTLY,
    /** Nothing that could keep an event back: every event is sent. */
    NOT
  }

  /**
   * @param shortcomings why some tests are not made, a few words each
   * @param filtered events that were kept back
   * @param passed events that were sent, the lost ones included
   */
  public record OfType(Judged judged, List<String> shortcomings, long filtered, long passed) {
    public OfType {
      shortcomings = List.copyOf(shortcomings);
    }
  }

  public FilterReport {
    types = Collections.unmodifiableMap(types);
  }
}
