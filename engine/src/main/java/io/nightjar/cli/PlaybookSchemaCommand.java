package io.nightjar.cli;

import io.nightjar.schema.Schemas;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook schema}. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Prints the JSON schema of playbook.yaml or of cases, for editors.",
    footer = {
      "",
      "Examples:",
      "  nightjar playbook schema > playbook.schema.json",
      "  nightjar playbook schema cases > playbook-cases.schema.json",
    })
final class PlaybookSchemaCommand implements Callable<Integer> {
  private final Shell shell;

  /** Of which file. */
  enum Of {
    manifest,
    cases
  }

  @Parameters(
      paramLabel = "OF",
      arity = "0..1",
      description = "Of ${COMPLETION-CANDIDATES}; default: manifest.")
  Of of = Of.manifest;

  PlaybookSchemaCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    shell.out().print(Schemas.text(of == Of.cases ? "playbook-cases" : "playbook"));
    shell.out().flush();
    return ExitCode.OK;
  }
}
