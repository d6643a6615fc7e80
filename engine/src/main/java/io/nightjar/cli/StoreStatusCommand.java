package io.nightjar.cli;

import io.nightjar.config.Configuration;
import io.nightjar.config.Durations;
import io.nightjar.config.RetentionConfig;
import io.nightjar.store.StoreSummary;
import io.nightjar.upkeep.LastSweep;
import io.nightjar.upkeep.StoreStatus;
import io.nightjar.upkeep.StoreStatus.Span;
import io.nightjar.upkeep.Swept;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar store status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Says how large the store is, how far it goes back, and when it is tidied.")
final class StoreStatusCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  StoreStatusCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = state.configuration(shell.around());
    StoreStatus status = StoreStatus.of(state.folder(shell.around()));
    shell.out().print(output.render(status, () -> page(status, configuration.retention())));
    shell.out().flush();
    return ExitCode.OK;
  }

  private String page(StoreStatus status, RetentionConfig retention) {
    StoreSummary size = status.size();
    StringBuilder page = new StringBuilder();
    page.append(PlainText.of(size.database()))
        .append(": ")
        .append(Bytes.words(size.bytes()))
        .append(", schema version ")
        .append(size.schemaVersion())
        .append(
            size.schemaVersion() == size.knownVersion()
                ? ""
                : " (this program has " + size.knownVersion() + ")")
        .append("\n\n");
    Map<String, Span> spans =
        status.spans().stream().collect(Collectors.toMap(Span::what, Function.identity()));
    Table table = new Table("TABLE", "ROWS", "OLDEST", "NEWEST");
    for (StoreSummary.Table counted : size.tables()) {
      Span span = spans.get(counted.name());
      table.add(
          Table.Cell.of(counted.name()),
          Table.Cell.of(Long.toString(counted.rows())),
          Table.Cell.of(span == null ? "" : time(span.oldest())),
          Table.Cell.of(span == null ? "" : time(span.newest())));
    }
    page.append(table.render(shell.paint()));
    return page.append('\n').append(retention(status, retention)).toString();
  }

  private String retention(StoreStatus status, RetentionConfig keep) {
    String kept =
        "kept: detections %s, responses %s, incidents %s, acts %s\n"
            .formatted(
                Durations.format(keep.detections()),
                Durations.format(keep.responses()),
                Durations.format(keep.incidents()),
                Durations.format(keep.acts()));
    String held =
        status.held() == 0
            ? ""
            : "kept longer: %d detections of incidents that nobody has closed\n"
                .formatted(status.held());
    LastSweep last = status.lastSweep();
    if (last == null) {
      return kept + held + "tidied: never yet; a running Nightjar does it\n";
    }
    Swept gone = last.removed();
    return kept
        + held
        + "tidied: %s, when %d detections, %d responses, %d incidents and %d acts went; next %s\n"
            .formatted(
                time(last.at()),
                gone.detections(),
                gone.responses(),
                gone.incidents(),
                gone.acts(),
                time(last.next()));
  }

  private String time(@Nullable Instant instant) {
    return instant == null ? "" : new Times(shell.zone()).full(instant);
  }
}
