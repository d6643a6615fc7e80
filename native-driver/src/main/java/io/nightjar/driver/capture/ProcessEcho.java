package io.nightjar.driver.capture;

import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of the capture will know of the processes. The live table asks {@code /proc} and
 * the containers' user files beside the events; a reader has the events alone. So the same events
 * go into a second table here, and where it comes to know less than the live one, the process goes
 * into the file as a record of its own. One thread, that of the events.
 */
final class ProcessEcho {
  /** More would be a leak; then everything is compared once more. */
  private static final int MAX_COMPARED = 1 << 18;

  private final ProcessTable echo = ProcessTable.ofEventsAlone();
  private final Map<Integer, Compared> compared = new HashMap<>();
  private final ByteBuffer oneRecord = CaptureFormat.buffer(CaptureFormat.MAX_RECORD_BYTES);
  private final ByteBuffer otherRecord = CaptureFormat.buffer(CaptureFormat.MAX_RECORD_BYTES);

  /**
   * Takes an event that goes into the file.
   *
   * @param live its process as the live table has it after the event
   * @return the processes to write before the event, parents first; nearly always none
   */
  List<ProcessInfo> missing(EventView event, ProcessInfo live) {
    ProcessInfo told = echo.apply(event);
    Compared last = compared.get(live.tgid());
    if (last != null && last.live == live && last.told == told) {
      return List.of();
    }
    List<ProcessInfo> missing = alike(live, told) ? List.of() : put(live);
    remember(event, live, missing.isEmpty() ? told : echo.get(live.tgid()));
    return missing;
  }

  /** Takes a process that goes into the file anyway. */
  void written(ProcessInfo process) {
    echo.put(process);
  }

  private List<ProcessInfo> put(ProcessInfo live) {
    List<ProcessInfo> missing = new ArrayList<>();
    for (ProcessInfo ancestor : live.ancestors().reversed()) {
      ProcessInfo known = echo.get(ancestor.tgid());
      if (known == null || known.startTimeTicks() != ancestor.startTimeTicks()) {
        missing.add(ancestor);
      }
    }
    missing.add(live);
    missing.forEach(echo::put);
    return missing;
  }

  private void remember(EventView event, ProcessInfo live, @Nullable ProcessInfo told) {
    if (event.type() == EventType.PROCESS_EXIT || told == null) {
      compared.remove(live.tgid());
      return;
    }
    if (compared.size() >= MAX_COMPARED) {
      compared.clear();
    }
    compared.put(live.tgid(), new Compared(live, told));
  }

  private boolean alike(ProcessInfo one, ProcessInfo other) {
    ProcessRecord.fields(one).accept(new FieldWriter(oneRecord.clear()));
    ProcessRecord.fields(other).accept(new FieldWriter(otherRecord.clear()));
    return oneRecord.flip().equals(otherRecord.flip());
  }

  private record Compared(ProcessInfo live, ProcessInfo told) {}
}
