package io.nightjar.cli;

import io.nightjar.files.OwnerOnly;
import io.nightjar.minisign.MinisignSecret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook key}. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Keys that sign playbooks, in the form of minisign.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = PlaybookKeyCommand.New.class)
final class PlaybookKeyCommand {

  /** {@code nightjar playbook key new}. */
  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a key without a password: FILE, which only its owner may read, and FILE.pub.",
        "Prints the line for playbooks.keys of the configuration."
      })
  static final class New implements Callable<Integer> {

    private final Shell shell;

    @Parameters(
        paramLabel = "FILE",
        arity = "0..1",
        description = "Where the secret key goes; must not exist; default: ${DEFAULT-VALUE}.")
    Path file = Path.of("nightjar.key");

    New(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, UsageFailure {
      Path open = file.resolveSibling(file.getFileName() + ".pub");
      if (Files.exists(open)) {
        throw new UsageFailure(open + " is there already; a key is never written over");
      }
      MinisignSecret secret = MinisignSecret.generate();
      try {
        Files.createFile(file, OwnerOnly.FILE);
      } catch (FileAlreadyExistsException e) {
        throw new UsageFailure(file + " is there already; a key is never written over");
      }
      Files.writeString(file, secret.file());
      Files.writeString(open, secret.publicKey().file(), StandardOpenOption.CREATE_NEW);
      shell.out().println(secret.publicKey().line());
      shell.out().flush();
      shell
          .err()
          .println(
              "the secret key is in "
                  + file
                  + ": whoever has it puts playbooks in force; the public one, in "
                  + open
                  + " too, belongs to playbooks.keys");
      return ExitCode.OK;
    }
  }
}
