package io.nightjar.cli;

import io.nightjar.store.Compaction;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar store compact}. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    description = {
      "Gives back the room of what was removed.",
      "A SQLite file is rewritten only while no Nightjar runs with it, and needs as much room again"
          + " meanwhile; beside a running one only its write-ahead log is emptied. PostgreSQL is"
          + " vacuumed at any time."
    })
final class StoreCompactCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  StoreCompactCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Compaction.Done done = Compaction.run(state.folder(shell.around()));
    shell.out().print(output.render(done, () -> page(done)));
    shell.out().flush();
    return ExitCode.OK;
  }

  private static String page(Compaction.Done done) {
    return "%s: %s before, %s now\n"
            .formatted(
                PlainText.of(done.database()),
                Bytes.words(done.before()),
                Bytes.words(done.after()))
        + (done.whole()
            ? ""
            : "a Nightjar runs with it: only the write-ahead log was emptied; stop it to shrink the"
                + " file too\n");
  }
}
