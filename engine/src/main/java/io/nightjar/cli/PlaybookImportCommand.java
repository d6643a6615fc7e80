package io.nightjar.cli;

import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.talon.TalonImport;
import io.nightjar.playbook.talon.TalonImport.Extent;
import io.nightjar.playbook.talon.TalonImport.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** {@code nightjar playbook import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Makes playbooks of what others have written.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = PlaybookImportCommand.Talon.class)
final class PlaybookImportCommand {

  /** {@code nightjar playbook import talon}. */
  @Command(
      name = "talon",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a playbook of each rule of Falco Talon, with a case; later files are laid over"
            + " earlier ones, as there. What cannot be translated is told with its reason.",
        "Exit code 0: everything was; 1: something was left out; 2: a file cannot be read."
      },
      footer = {
        "",
        "Examples:",
        "  nightjar playbook import talon rules.yaml rules_override.yaml --into imported",
        "  nightjar playbook check imported && nightjar playbook test imported",
      })
  static final class Talon implements Callable<Integer> {
    private final Shell shell;

    @Mixin StateOption configured = new StateOption();
    @Mixin OutputOption output = new OutputOption();

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "Rule files of Falco Talon, in their order.")
    List<Path> files = new ArrayList<>();

    @Option(
        names = "--into",
        paramLabel = "DIR",
        description = "Where the playbooks are written; default: the configured ones.")
    @Nullable Path into;

    Talon(Shell shell) {
      this.shell = shell;
    }

    /** What is printed as JSON or YAML. */
    record Summary(List<Made> playbooks, List<Told> told) {}

    /** A playbook and what it was made of. */
    record Made(String name, String rule) {}

    @Override
    public Integer call() throws Exception {
      TalonImport talon = new TalonImport();
      for (Path file : files) {
        talon.read(file.toString(), Files.readString(file));
      }
      for (Problem problem : talon.problems()) {
        shell.err().println(PlainText.lines(problem.render()));
      }
      if (!talon.problems().isEmpty()) {
        return ExitCode.USAGE;
      }
      talon.translate();
      Path parent = into == null ? configured.configuration(shell.around()).playbooks() : into;
      for (TalonImport.Playbook playbook : talon.playbooks()) {
        if (Files.exists(parent.resolve(playbook.name()))) {
          throw new UsageFailure(
              parent.resolve(playbook.name()) + " is there already; nothing was written");
        }
      }
      for (TalonImport.Playbook playbook : talon.playbooks()) {
        write(parent.resolve(playbook.name()), playbook.files());
      }
      List<Made> made =
          talon.playbooks().stream().map(each -> new Made(each.name(), each.rule())).toList();
      Summary summary = new Summary(made, talon.told());
      shell.out().print(output.render(summary, () -> text(summary, parent)));
      shell.out().flush();
      boolean whole = talon.told().stream().noneMatch(told -> told.extent() == Extent.LEFT_OUT);
      return whole ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private static void write(Path folder, Map<String, String> files) throws IOException {
      for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    }

    private String text(Summary summary, Path parent) {
      StringBuilder text = new StringBuilder();
      for (Told told : summary.told()) {
        String what = told.action().isEmpty() ? "" : " > " + told.action();
        String line =
            told.file() + ":" + told.line() + ": " + told.rule() + what + ": " + told.why();
        boolean leftOut = told.extent() == Extent.LEFT_OUT;
        String word = leftOut ? "left out  " : "differs   ";
        String shown = word + PlainText.of(line);
        text.append(leftOut ? shell.paint().red(shown) : shown).append('\n');
      }
      for (Made made : summary.playbooks()) {
        text.append("made      ").append(made.name());
        text.append(" of ").append(PlainText.of(made.rule())).append('\n');
      }
      return text.append(summary.playbooks().size())
          .append(" playbooks in ")
          .append(PlainText.of(parent.toString()))
          .append("; next: nightjar playbook check, test and explain\n")
          .toString();
    }
  }
}
