package io.nightjar.cli;

import io.nightjar.audit.Checkpoint;
import io.nightjar.http.StoredFacts;
import io.nightjar.store.ReadOnlyDatabase;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar audit checkpoint}. */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the newest signed checkpoint (C2SP tlog-checkpoint), to be kept elsewhere: a later"
          + " log has to contain it. A witness asks for audit prove --from with the size in its"
          + " second line."
    })
final class AuditCheckpointCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  AuditCheckpointCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state.folder(shell.around()))) {
      Optional<Checkpoint> newest = new StoredFacts(database).checkpoint();
      if (newest.isEmpty()) {
        throw new UsageFailure("there is no checkpoint yet: nothing was recorded");
      }
      shell.out().print(PlainText.lines(newest.get().note()) + "\n");
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
