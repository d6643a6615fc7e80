package io.nightjar.driver.scap;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.ProcessTable;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A real capture, event by event against what Falco prints of it: number, time, type, process,
 * result and every parameter's value.
 */
final class GoldenDecodeTest {
  private static final long NANOS = 1_000_000_000L;

  /**
   * What Falco prints of one event. It names parameters that the capture's schema does not have
   * ({@code <NA>}) and puts the names of flags and errors behind numbers; neither is compared.
   */
  record Line(
      long number,
      Instant time,
      String type,
      @Nullable String process,
      @Nullable Long pid,
      @Nullable Boolean succeeded,
      String args) {

    static Line parse(String json) {
      Map<?, ?> line = Json.object(Json.parse(json));
      Map<?, ?> fields = Json.object(line.get("output_fields"));
      String result = Json.text(fields, "evt.res");
      return new Line(
          Objects.requireNonNull((Double) fields.get("evt.num")).longValue(),
          Instant.parse(Objects.requireNonNull(Json.text(line, "time"))),
          Objects.requireNonNull(Json.text(fields, "evt.type")),
          Json.text(fields, "proc.name"),
          fields.get("proc.pid") instanceof Double pid ? (Long) pid.longValue() : null,
          (result == null || result.isEmpty()) ? null : result.equals("SUCCESS"),
          Objects.requireNonNull(Json.text(fields, "evt.args"))
              .replaceAll(" \\w+=<NA>", "")
              .replaceAll("=(-?\\d+)\\([A-Z][A-Z0-9_|]*\\)", "=$1"));
    }
  }

  @Test
  void readsEveryEventOfCatWriteAsFalcoDoes() throws Exception {
    List<Line> expected =
        new String(Captures.bytes("cat_write.every-event.jsonl"), StandardCharsets.UTF_8)
            .lines()
            .map(Line::parse)
            .toList();

    List<Line> read = decode(Captures.bytes("cat_write.scap"));

    assertThat(read).hasSameSizeAs(expected).hasSize(303);
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i)).isEqualTo(expected.get(i));
    }
  }

  private static List<Line> decode(byte[] capture) throws Exception {
    Machine machine = new Machine(ProcessTable.ofEventsAlone());
    BlockReader blocks = new BlockReader(CaptureInput.open(new ByteArrayInputStream(capture)));
    blocks.start();
    ScapReader reader = new ScapReader(blocks, machine);
    CallReader calls = new CallReader();
    Conversions conversions = new Conversions();
    Output output = new Output();
    List<Line> lines = new ArrayList<>();
    for (RawEvent event = reader.next(); event != null; event = reader.next()) {
      reader.takeOverLists(event.timeNanos());
      Call call = calls.take(event);
      if (call != null) {
        CallText text = new CallText(call, machine);
        ObservedThread before = machine.thread(call.tid());
        Conversion conversion = conversions.of(call.name());
        if (conversion != null) {
          conversion.convert(new Scene(call, machine.processOf(call.tid()), machine, output));
        }
        ObservedThread after = machine.thread(call.tid());
        lines.add(line(calls.number(), call, after == null ? before : after, text));
      }
    }
    return lines;
  }

  private static Line line(long number, Call call, @Nullable ObservedThread thread, CallText text) {
    boolean generic = call.isGeneric();
    boolean hasResult = !generic && !call.event().kind().entry();
    return new Line(
        number,
        Instant.ofEpochSecond(call.timeNanos() / NANOS, call.timeNanos() % NANOS),
        call.name(),
        thread == null ? null : thread.name(),
        thread == null ? null : (long) thread.process().pid(),
        hasResult ? (Boolean) (call.result() >= 0) : null,
        generic ? "" : text.of());
  }
}
