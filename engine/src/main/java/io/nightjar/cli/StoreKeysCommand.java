package io.nightjar.cli;

import io.nightjar.audit.CheckpointSigner;
import io.nightjar.audit.SharedKeys;
import io.nightjar.files.OwnerOnly;
import io.nightjar.http.AccessToken;
import io.nightjar.http.AnswerTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar store keys}. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a folder with the keys that all engines of one database share, to be given to them as"
          + " a Secret (store.keys): those of the state folder where it has any, and new ones for"
          + " the rest.",
      "Overwrites nothing."
    })
final class StoreKeysCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Parameters(paramLabel = "FOLDER", description = "Where the keys are written.")
  Path folder = Path.of("");

  @Option(
      names = "--next",
      description = {
        "Make the audit key that is to follow the one in FOLDER, for `audit key rotate`."
      })
  boolean next;

  StoreKeysCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    List<Path> made = next ? next() : all();
    for (Path file : made) {
      shell.out().println(PlainText.of(file.toString()));
    }
    shell.out().flush();
    return ExitCode.OK;
  }

  private List<Path> all() throws Exception {
    OwnerOnly.folder(folder);
    Path from = state.folder(shell.around());
    for (String name : SharedKeys.FILES) {
      if (Files.exists(from.resolve(name)) && Files.notExists(folder.resolve(name))) {
        SharedKeys.copy(from.resolve(name), folder.resolve(name));
      }
    }
    CheckpointSigner unused = CheckpointSigner.open(folder);
    String unusedToken = AccessToken.ensure(folder);
    AnswerTokens unusedLinks = AnswerTokens.open(folder);
    List<Path> made = new ArrayList<>();
    for (String name : SharedKeys.FILES) {
      if (Files.exists(folder.resolve(name))) {
        made.add(folder.resolve(name));
      }
    }
    return made;
  }

  private List<Path> next() throws Exception {
    Path file = folder.resolve(SharedKeys.AUDIT_NEXT);
    if (Files.notExists(folder.resolve(SharedKeys.AUDIT))) {
      throw new UsageFailure(folder + " holds no " + SharedKeys.AUDIT + " that it could follow");
    }
    if (Files.exists(file)) {
      throw new UsageFailure(file + " is there already");
    }
    CheckpointSigner unused = CheckpointSigner.open(folder).made(folder);
    return List.of(file);
  }
}
