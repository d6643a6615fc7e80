package io.nightjar.cli;

import io.nightjar.Replay;
import io.nightjar.config.Configuration;
import io.nightjar.detect.Detection;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.StoredFacts;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.WhyNot;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.Response;
import io.nightjar.respond.Response.GuardFinding;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nightjar responses why-not}. */
@Command(
    name = "why-not",
    mixinStandardHelpOptions = true,
    description = {
      "Says of a detection what every rule of every playbook made of it, and what the gate did.",
      "Judges the stored past again, with the playbooks as their files are now; takes some seconds."
    },
    footer = {"", "Example:", "  nightjar responses why-not d-3f9a"})
final class ResponsesWhyNotCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(paramLabel = "ID", description = "Id of the detection, or a unique beginning of it.")
  String id = "";

  ResponsesWhyNotCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * What is told.
   *
   * @param standing why it was not judged itself; empty when it was
   * @param gate what became of what was asked because of it, a line each
   */
  record Report(
      String detection,
      String what,
      String standing,
      List<WhyNot.RuleAnswer> rules,
      List<String> gate) {}

  @Override
  public Integer call() throws Exception {
    Configuration configuration = state.configuration(shell.around());
    Path folder = state.folder(shell.around());
    if (Files.notExists(StateDirectory.database(folder))) {
      throw new ControlFailure.NotReachable("there is no store in " + folder);
    }
    Calendars calendars = new Calendars(configuration.calendarSpecs(shell.zone()));
    Path cache = folder.resolve("playbook-cache");
    CompiledPlaybooks playbooks =
        new PlaybookCompiler(cache, calendars.names())
            .only(configuration.playbookSettings().only())
            .load(configuration.playbooks());
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(folder)) {
      StoredFacts facts = new StoredFacts(database);
      Detection detection = theOne(facts);
      WhyNot.Answer answer =
          new WhyNot(playbooks, configuration.playbooks(), calendars)
              .of(detection, new Replay(database, detection.time().minus(SessionLimits.PAST)));
      Report report =
          new Report(
              detection.id(),
              detection.rule() + " at " + new Times(shell.zone()).full(detection.time()),
              answer.standing(),
              answer.rules(),
              gate(facts, answer));
      shell.out().print(output.render(report, () -> page(report)));
      shell.out().flush();
      return ExitCode.OK;
    }
  }

  private Detection theOne(StoredFacts facts) throws UsageFailure {
    List<Detection> found = facts.detectionsOf(id);
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new UsageFailure(
        found.isEmpty()
            ? "no detection starts with \"" + id + "\""
            : "detection \""
                + id
                + "\" may mean "
                + String.join(", ", found.stream().map(Detection::id).toList()));
  }

  private static List<String> gate(StoredFacts facts, WhyNot.Answer answer) {
    List<String> lines = new ArrayList<>();
    for (Decision decision : answer.decisions()) {
      switch (decision) {
        case Decision.Asked asked -> {
          String what = asked.request().actionId() + " on " + asked.request().target().describe();
          lines.add(what + ": " + became(facts.requested(asked.request().id())));
        }
        case Decision.NotPossible not ->
            lines.add(not.skipped().actionId() + ": not possible, " + not.skipped().why());
        case Decision.Told told ->
            lines.add("told " + told.notice().group() + ": " + told.notice().text());
        case Decision.TakenOut out ->
            lines.add("playbook " + out.fault().playbook() + " failed: " + out.fault().why());
      }
    }
    return lines;
  }

  private static String became(Optional<Response> found) {
    if (found.isEmpty()) {
      return "not in the store: these playbooks were not in force then, or it is no longer stored";
    }
    Response response = found.get();
    StringBuilder text = new StringBuilder();
    text.append(response.id()).append(' ').append(response.state().words());
    text.append(", ").append(response.reason());
    for (GuardFinding finding : response.findings()) {
      if (finding.answer().equals("deny")) {
        text.append(" (guard ").append(finding.guard()).append(')');
      }
    }
    return text.toString();
  }

  private String page(Report report) {
    StringBuilder page = new StringBuilder();
    page.append(shell.paint().bold(PlainText.of(report.detection())));
    page.append("  ").append(PlainText.of(report.what())).append("\n\n");
    if (!report.standing().isEmpty()) {
      page.append(PlainText.of(report.standing())).append('\n');
    }
    for (WhyNot.RuleAnswer rule : report.rules()) {
      page.append(rule.asked() ? "  + " : "  - ");
      page.append(shell.paint().bold(PlainText.of(rule.playbook() + ": " + rule.rule())));
      page.append("\n      ").append(PlainText.of(rule.why())).append('\n');
    }
    if (!report.gate().isEmpty()) {
      page.append("\nWhat was asked\n");
      report.gate().forEach(line -> page.append("  ").append(PlainText.of(line)).append('\n'));
    }
    return page.toString();
  }
}
