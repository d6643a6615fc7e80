package io.nightjar.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The different values that the fields of a group had together. Bounded: when there are too many,
 * the field that differs most is given up, and rows that are then alike become one. One thread.
 */
final class Rows {
  static final int KEPT = 32;
  static final int PROPOSED = 12;

  private static final String TOO_LONG = "\0long";
  private static final String REFUSED = "\0refused";

  private final List<TuningField> fields;
  private final boolean[] givenUp;
  private Map<List<@Nullable String>, Seen> rows = new LinkedHashMap<>();

  /** How often a row was seen, and on which days, 64 of them in turn. */
  private static final class Seen {
    private long count;
    private long days;

    void add(long more, long moreDays) {
      count += more;
      days |= moreDays;
    }
  }

  /**
   * What an exception can be made of.
   *
   * @param leftOut detections of rows that were seen too rarely or hold what is refused
   * @param givenUp fields that differ too much to be named, or are not there in every row
   */
  record Chosen(
      List<TuningField> fields, List<ExceptionRow> rows, long leftOut, List<TuningField> givenUp) {}

  Rows(List<TuningField> fields) {
    this.fields = fields;
    this.givenUp = new boolean[fields.size()];
  }

  /**
   * @param values of the fields in their order; null where there is none
   */
  void add(@Nullable String[] values, int day) {
    @Nullable String[] row = new String[values.length];
    for (int i = 0; i < row.length; i++) {
      String value = values[i];
      row[i] = givenUp[i] || value == null ? null : marked(value);
    }
    seen(rows, Arrays.asList(row)).add(1, 1L << (day & 63));
    while (rows.size() > KEPT && giveUp(rows)) {
      // until there is room
    }
  }

  private static String marked(String value) {
    return switch (Usable.of(value)) {
      case YES -> value;
      case TOO_LONG -> TOO_LONG;
      case REFUSED -> REFUSED;
    };
  }

  private static Seen seen(Map<List<@Nullable String>, Seen> rows, List<@Nullable String> values) {
    return rows.computeIfAbsent(values, unknown -> new Seen());
  }

  /** Gives up the field that differs most, of several the last; false when none is left. */
  private boolean giveUp(Map<List<@Nullable String>, Seen> among) {
    int worst = -1;
    int most = 1;
    for (int i = 0; i < givenUp.length; i++) {
      int different = givenUp[i] || fields.get(i).fixed() ? 0 : different(among, i);
      if (different > 1 && different >= most) {
        most = different;
        worst = i;
      }
    }
    if (worst >= 0) {
      giveUp(worst);
    }
    return worst >= 0;
  }

  private static int different(Map<List<@Nullable String>, Seen> rows, int field) {
    Set<@Nullable String> values = new HashSet<>();
    rows.keySet().forEach(row -> values.add(row.get(field)));
    return values.size();
  }

  private void giveUp(int field) {
    givenUp[field] = true;
    Map<List<@Nullable String>, Seen> fewer = new LinkedHashMap<>();
    rows.forEach(
        (row, seen) -> {
          List<@Nullable String> shorter = new ArrayList<>(row);
          shorter.set(field, null);
          seen(fewer, shorter).add(seen.count, seen.days);
        });
    rows = fewer;
  }

  /**
   * @param times a row that was seen less often is left out
   * @param days and one that was seen on fewer days
   */
  Chosen choose(int times, int days) {
    giveUpWhatIsTooLong();
    Map<List<@Nullable String>, Seen> well = well(times, days);
    while (well.size() > PROPOSED && giveUp(well)) {
      well = well(times, days);
    }
    for (int i = 0; i < givenUp.length; i++) {
      int field = i;
      if (!givenUp[i] && well.keySet().stream().anyMatch(row -> row.get(field) == null)) {
        giveUp(i);
        well = well(times, days);
      }
    }
    return chosen(well);
  }

  /** What most rows have no room for would leave nothing to propose. */
  private void giveUpWhatIsTooLong() {
    long all = count(rows);
    for (int i = 0; i < givenUp.length; i++) {
      int field = i;
      long tooLong =
          rows.entrySet().stream()
              .filter(row -> TOO_LONG.equals(row.getKey().get(field)))
              .mapToLong(row -> row.getValue().count)
              .sum();
      if (tooLong * 2 > all && !fields.get(i).fixed()) {
        giveUp(i);
      }
    }
  }

  private Map<List<@Nullable String>, Seen> well(int times, int days) {
    Map<List<@Nullable String>, Seen> well = new HashMap<>();
    rows.forEach(
        (row, seen) -> {
          boolean usable = !row.contains(TOO_LONG) && !row.contains(REFUSED);
          if (usable && seen.count >= times && Long.bitCount(seen.days) >= days) {
            well.put(row, seen);
          }
        });
    return well;
  }

  private static long count(Map<List<@Nullable String>, Seen> rows) {
    return rows.values().stream().mapToLong(seen -> seen.count).sum();
  }

  private Chosen chosen(Map<List<@Nullable String>, Seen> well) {
    List<TuningField> kept = new ArrayList<>();
    List<TuningField> dropped = new ArrayList<>();
    for (int i = 0; i < givenUp.length; i++) {
      if (givenUp[i]) {
        dropped.add(fields.get(i));
      } else {
        kept.add(fields.get(i));
      }
    }
    List<ExceptionRow> chosen = new ArrayList<>();
    well.forEach(
        (row, seen) -> {
          List<String> values = new ArrayList<>();
          for (int i = 0; i < givenUp.length; i++) {
            String value = row.get(i);
            if (!givenUp[i] && value != null) {
              values.add(value);
            }
          }
          chosen.add(new ExceptionRow(values, seen.count));
        });
    chosen.sort(ExceptionRow.ORDER);
    return new Chosen(kept, chosen, count(rows) - count(well), dropped);
  }
}
