package io.nightjar.cli;

import io.nightjar.cluster.TargetFinder;
import io.nightjar.http.ControlClient;
import io.nightjar.http.HandRequest;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar responses request}. */
@Command(
    name = "request",
    mixinStandardHelpOptions = true,
    description =
        "Asks for an action by hand. The gate judges it as it does a playbook's wish; where"
            + " approval is needed, another person has to agree.",
    footer = {
      "",
      "TARGET is " + TargetFinder.FORMS + ".",
      "",
      "Examples:",
      "  nightjar responses request kubernetes:isolate-pod pod/shop/web-1 --because \"odd"
          + " traffic\"",
      "  nightjar responses request kubernetes:scale-to-zero deployment/shop/web \\",
      "      --because \"a miner in every pod\" --undo-after 8h",
    })
final class ResponsesRequestCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Parameters(index = "0", paramLabel = "ACTION", description = "See nightjar actions list.")
  String action = "";

  @Parameters(index = "1", paramLabel = "TARGET", description = "What it acts on, see below.")
  String target = "";

  @Option(
      names = "--because",
      paramLabel = "TEXT",
      required = true,
      description = "Why; shown to whoever is asked, and kept in the audit log.")
  String because = "";

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = "A parameter of the action; the same name again makes a list.")
  List<String> parameters = new ArrayList<>();

  @Option(
      names = "--undo-after",
      paramLabel = "TIME",
      description = "Undo it after so long, such as 8h.")
  @Nullable String undoAfter;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Who is asking; default: the user of this shell.")
  private @Nullable String who;

  ResponsesRequestCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    HandRequest request =
        new HandRequest(
            action, target, parameters(), because, duration(), who == null ? shell.user() : who);
    try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
      Response response = client.request(request);
      ResponsesActCommand.tell(shell, response);
      return response.state() == ResponseState.DENIED ? ExitCode.NEGATIVE : ExitCode.OK;
    }
  }

  private io.nightjar.actions.Parameters parameters() throws UsageFailure {
    Map<String, List<String>> values = new TreeMap<>();
    for (String parameter : parameters) {
      int equals = parameter.indexOf('=');
      if (equals < 1) {
        throw new UsageFailure("--param is written NAME=VALUE, not \"" + parameter + "\"");
      }
      values
          .computeIfAbsent(parameter.substring(0, equals), name -> new ArrayList<>())
          .add(parameter.substring(equals + 1));
    }
    return new io.nightjar.actions.Parameters(new TreeMap<>(values));
  }

  private @Nullable Duration duration() throws UsageFailure {
    if (undoAfter == null) {
      return null;
    }
    return Durations.parse(undoAfter)
        .filter(Duration::isPositive)
        .orElseThrow(() -> new UsageFailure("\"" + undoAfter + "\" is no time such as 30m or 8h"));
  }
}
