package io.nightjar.cli;

import io.nightjar.notify.Notices;
import io.nightjar.respond.Edition;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar responses list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists responses, the newest first; while none runs, those in its store.")
final class ResponsesListCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--in",
      paramLabel = "STATE",
      split = ",",
      converter = StateConverter.class,
      description = "Only those in these states, such as awaiting-approval or failed.")
  List<ResponseState> states = List.of();

  @Option(names = "--waiting", description = "Only those that wait for an approval.")
  boolean waiting;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Only those on targets of this namespace.")
  String namespace = "";

  @Option(
      names = "--playbook",
      paramLabel = "NAME",
      description = "Only those that this playbook asked for.")
  String playbook = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default: ${DEFAULT-VALUE}.")
  int limit = 50;

  ResponsesListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Set<ResponseState> wanted = EnumSet.noneOf(ResponseState.class);
    wanted.addAll(states);
    if (waiting) {
      wanted.add(ResponseState.AWAITING_APPROVAL);
    }
    try (Lookup lookup = Lookup.open(state.folder(shell.around()))) {
      List<Response> found =
          lookup.responses(new ResponseFilter(wanted, namespace, limit), playbook);
      shell.out().print(output.render(found, () -> table(found)));
      shell.out().flush();
      return ExitCode.OK;
    }
  }

  private String table(List<Response> responses) {
    if (responses.isEmpty()) {
      return "no responses\n";
    }
    return output.isWide() ? wide(responses) : narrow(responses);
  }

  private String wide(List<Response> responses) {
    Times times = new Times(shell.zone());
    Table table =
        new Table(
                "ID",
                "ASKED",
                "CHANGED",
                "STATE",
                "ACTION",
                "TARGET",
                "PLAYBOOK",
                "RULE",
                "STAGE",
                "DECIDED BY",
                "TOOK",
                "EXPIRES",
                "WHY")
            .uncut();
    for (Response response : responses) {
      Instant expires = response.expiresAt();
      Long took = response.latencyMillis();
      table.add(
          Table.Cell.of(Notices.shortId(response.id())),
          Table.Cell.of(times.full(response.request().requestedAt())),
          Table.Cell.of(times.full(response.updatedAt())),
          state(response),
          Table.Cell.of(response.request().actionId()),
          Table.Cell.of(response.request().target().describe()),
          Table.Cell.of(response.request().playbook()),
          Table.Cell.of(response.request().playbookRule()),
          Table.Cell.of(stage(response.request().edition())),
          Table.Cell.of(response.decidedBy()),
          Table.Cell.of(took == null ? "" : took + " ms"),
          Table.Cell.of(expires == null ? "" : times.full(expires)),
          Table.Cell.of(response.reason()));
    }
    return table.render(shell.paint());
  }

  private Table.Cell state(Response response) {
    String name = response.state().words();
    return new Table.Cell(
        response.dryRun() ? name + " (dry run)" : name,
        text -> shell.paint().state(response.state(), text));
  }

  private String narrow(List<Response> responses) {
    Times times = new Times(shell.zone());
    Table table = new Table("ID", "WHEN", "STATE", "ACTION", "TARGET", "PLAYBOOK", "STAGE", "WHY");
    for (Response response : responses) {
      table.add(
          Table.Cell.of(Notices.shortId(response.id())),
          Table.Cell.of(times.full(response.updatedAt())),
          state(response),
          Table.Cell.of(response.request().actionId()),
          Table.Cell.of(response.request().target().describe()),
          Table.Cell.of(response.request().playbook()),
          Table.Cell.of(stage(response.request().edition())),
          Table.Cell.of(PlainText.cut(response.reason(), 100)));
    }
    return table.render(shell.paint());
  }

  private static String stage(@Nullable Edition edition) {
    return edition == null ? "" : edition.stage().word();
  }
}
