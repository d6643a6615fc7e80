package io.nightjar.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who says something, and why; both go into the audit log. */
final class WordOption {

  @Option(
      names = {"-m", "--comment"},
      paramLabel = "TEXT",
      description = "Why; goes into the audit log.")
  String comment = "";

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Who is answering; default: the user of this shell.")
  private @Nullable String who;

  String who(Shell shell) {
    return who == null ? shell.user() : who;
  }
}
