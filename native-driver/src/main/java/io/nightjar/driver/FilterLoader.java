package io.nightjar.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jnr.ffi.Pointer;

/** Gives filters to the kernel, all at once each, and asks it what it did with them. */
final class FilterLoader {
  /** A {@code struct nj_filter_count}. */
  private static final int COUNT_WORDS = 2;

  private final NativeLibrary.Calls calls;
  private final Pointer driver;
  private final KernelControl control;
  private final int cpus;
  private FilterTables tables = new FilterTables(KernelFilter.NOTHING);
  private Set<EventType> enabled = EventType.PROCESS_TABLE;

  FilterLoader(NativeLibrary.Calls calls, Pointer driver, KernelControl control, int cpus) {
    this.calls = calls;
    this.driver = driver;
    this.control = control;
    this.cpus = cpus;
    control.enable(enabled);
  }

  /**
   * From its return on this filter counts; until then the one before.
   *
   * @throws IllegalStateException if the kernel takes no tables at all
   */
  void load(KernelFilter filter) {
    FilterTables wanted = new FilterTables(filter);
    int error = fill(wanted);
    if (error < 0) {
      // sending too much is right, sending too little is not
      wanted = new FilterTables(KernelFilter.all(filter.types()));
      error = fill(wanted);
    }
    if (error < 0) {
      throw new IllegalStateException("the kernel does not take the filter: errno " + -error);
    }
    Set<EventType> next = EnumSet.copyOf(EventType.PROCESS_TABLE);
    next.addAll(filter.types());
    Set<EventType> either = EnumSet.copyOf(next);
    either.addAll(enabled);
    control.enable(either);
    calls.nightjar_filter_commit(driver);
    control.enable(next);
    tables = wanted;
    enabled = next;
  }

  /** Returns 0 or a negative errno. */
  private int fill(FilterTables wanted) {
    int error = calls.nightjar_filter_begin(driver);
    for (Map.Entry<EventType, TypeTable> entry : wanted.types().entrySet()) {
      error =
          error < 0
              ? error
              : calls.nightjar_filter_type(driver, entry.getKey().code(), entry.getValue().bytes());
    }
    if (error >= 0) {
      error = calls.nightjar_filter_gate(driver, wanted.texts().gate().bytes());
    }
    error = fill(wanted.texts().begins(), 0, error);
    return fill(wanted.texts().ends(), 1, error);
  }

  private int fill(Map<ByteBuffer, Long> texts, int backwards, int before) {
    int error = before;
    for (Map.Entry<ByteBuffer, Long> entry : texts.entrySet()) {
      if (error < 0) {
        break;
      }
      byte[] text = entry.getKey().array();
      error = calls.nightjar_filter_text(driver, backwards, text, text.length, entry.getValue());
    }
    return error;
  }

  /** Another event of each directory is sent again ({@link FilterClause#oncePerDirectory}). */
  void forgetDirectories() {
    calls.nightjar_filter_forget(driver);
  }

  FilterReport report() {
    Map<EventType, FilterReport.OfType> report = new EnumMap<>(EventType.class);
    tables
        .types()
        .forEach(
            (type, table) -> {
              List<String> shortcomings = new ArrayList<>(table.shortcomings());
              FilterReport.Judged judged =
                  shortcomings.isEmpty()
                      ? FilterReport.Judged.WHOLLY
                      : table.isWhole() ? FilterReport.Judged.NOT : FilterReport.Judged.PARTLY;
              long[] counts = counts(type);
              report.put(type, new FilterReport.OfType(judged, shortcomings, counts[0], counts[1]));
            });
    return new FilterReport(report);
  }

  private long[] counts(EventType type) {
    byte[] memory = new byte[cpus * COUNT_WORDS * Long.BYTES];
    long[] sum = new long[COUNT_WORDS];
    if (calls.nightjar_filter_counts(driver, type.code(), memory) == 0) {
      ByteBuffer words = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
      while (words.hasRemaining()) {
        for (int i = 0; i < COUNT_WORDS; i++) {
          sum[i] += words.getLong();
        }
      }
    }
    return sum;
  }
}
