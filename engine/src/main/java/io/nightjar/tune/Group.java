package io.nightjar.tune;

import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Detections that are taken for the same thing, counted; bounded memory. One thread. */
final class Group {
  private final GroupKey key;
  private final long order;
  private final long missed;
  private final Timeline timeline;
  private final DistinctCount pods = new DistinctCount();
  private final DistinctCount nodes = new DistinctCount();
  private final BitSet asked = new BitSet();
  private final Rows rows;
  private Priority priority = Priority.DEBUG;
  private long count;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;
  private String example = "";
  private @Nullable Place place;
  private int approved;
  private int denied;
  private int wanted;
  private int acted;

  /**
   * @param order which of the groups it is
   * @param missed at most so many were forgotten before
   */
  Group(GroupKey key, long order, long missed, Window window, List<TuningField> fields) {
    this.key = key;
    this.order = order;
    this.missed = missed;
    this.timeline = new Timeline(window);
    this.rows = new Rows(fields);
  }

  void add(Detection detection, @Nullable String[] values, int day, List<People.Asked> responses) {
    long millis = detection.getTimeMillis();
    if (count++ == 0) {
      priority = detection.priority();
      example = detection.id();
      place = detection.containerId().isEmpty() ? null : Place.of(detection);
    }
    firstMillis = Math.min(firstMillis, millis);
    lastMillis = Math.max(lastMillis, millis);
    timeline.add(millis);
    String uid = detection.podUid();
    pods.add(uid.isEmpty() ? detection.podName() : uid);
    nodes.add(detection.node());
    rows.add(values, day);
    responses.forEach(this::add);
  }

  private void add(People.Asked one) {
    if (asked.get(one.number())) {
      return;
    }
    asked.set(one.number());
    acted += one.acted() ? 1 : 0;
    switch (one.word()) {
      case APPROVED -> approved++;
      case DENIED -> denied++;
      case WANTED -> wanted++;
      case NONE -> {}
    }
  }

  GroupKey key() {
    return key;
  }

  long count() {
    return count;
  }

  long order() {
    return order;
  }

  Rows rows() {
    return rows;
  }

  /** A container in which it happened; null on a node and in the audit log. */
  @Nullable Place place() {
    return place;
  }

  /** What it comes to. */
  Noise noise() {
    Spread spread =
        new Spread(
            pods.count(),
            nodes.count(),
            timeline.activeDays(),
            timeline.allDays(),
            timeline.activeHoursOfDay(),
            timeline.rhythm());
    Said said = new Said(asked.cardinality(), approved, denied, wanted, acted);
    return new Noise(
        key,
        priority,
        count,
        missed,
        Instant.ofEpochMilli(firstMillis),
        Instant.ofEpochMilli(lastMillis),
        spread,
        said,
        Score.of(count, spread, said),
        example);
  }
}
