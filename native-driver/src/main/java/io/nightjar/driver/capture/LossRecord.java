package io.nightjar.driver.capture;

import io.nightjar.driver.EventType;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How many events of which type are missing in the file from the record before on; as a record of
 * its own.
 *
 * @param place where they were lost
 * @param byType type codes of events and how many of each
 */
record LossRecord(Place place, Map<Integer, Long> byType) {

  /** Where events are lost. */
  enum Place {
    /** The kernel's ring was full: the reader was too slow. */
    KERNEL,
    /** The queue before the file was full: the disk or the compression was too slow. */
    FILE
  }

  LossRecord {
    byType = Map.copyOf(byType);
  }

  static LossRecord of(Place place, Map<EventType, Long> losses) {
    Map<Integer, Long> byType = new TreeMap<>();
    losses.forEach((type, count) -> byType.put(type.code(), count));
    return new LossRecord(place, byType);
  }

  Consumer<FieldWriter> fields() {
    return fields -> {
      fields.flag(place == Place.FILE).number(byType.size());
      byType.forEach((type, count) -> fields.number(type).number(count));
    };
  }

  static LossRecord read(FieldReader fields) throws Malformed {
    Place place = fields.flag() ? Place.FILE : Place.KERNEL;
    Map<Integer, Long> byType = new TreeMap<>();
    int count = fields.number();
    for (int i = 0; i < count && fields.more(); i++) {
      int type = fields.number();
      byType.merge(type, Math.max(0, fields.longNumber()), LossRecord::sum);
    }
    return new LossRecord(place, byType);
  }

  /** All of them; no more than a long holds, whatever a file says. */
  long total() {
    return byType.values().stream().reduce(0L, LossRecord::sum);
  }

  static long sum(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
