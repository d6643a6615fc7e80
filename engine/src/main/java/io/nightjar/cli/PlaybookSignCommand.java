package io.nightjar.cli;

import io.nightjar.config.Configuration;
import io.nightjar.minisign.MinisignSecret;
import io.nightjar.minisign.MinisignSignature;
import io.nightjar.playbook.origin.Contents;
import io.nightjar.playbook.origin.Trust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook sign}. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = {
      "Signs playbooks as they are, each by a playbook.sig in its folder.",
      "Sign what you have read: a signature is what puts a playbook in force."
    })
final class PlaybookSignCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Folder with a folder for each playbook; default: the configured one.")
  @Nullable Path directory;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "Secret key of minisign without a password.")
  Path key = Path.of("");

  @Option(
      names = "--playbook",
      paramLabel = "NAME",
      description = "Only this one; may be repeated; default: all.")
  List<String> only = List.of();

  PlaybookSignCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    MinisignSecret secret = SecretKeyFile.read(key, shell);
    Path folder = directory == null ? configuration.playbooks() : directory;
    for (Map.Entry<Path, Contents> each : SignedFolders.of(folder, only).entrySet()) {
      String name = each.getKey().getFileName().toString();
      String comment =
          "timestamp:" + shell.clock().instant().getEpochSecond() + "\tplaybook:" + name;
      MinisignSignature signature = secret.sign(each.getValue().bytes(), comment);
      Files.writeString(each.getKey().resolve(Trust.FILE), signature.file());
      shell.out().println("signed " + name + " with " + signature.keyId());
    }
    shell.out().flush();
    return ExitCode.OK;
  }
}
