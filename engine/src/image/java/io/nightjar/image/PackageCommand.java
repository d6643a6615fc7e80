package io.nightjar.image;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightjar package}. */
@Command(
    name = "package",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the agent for machines outside of Kubernetes: a Debian package with a systemd unit, a"
          + " tarball with the same files, and the bill of materials.",
      "It brings its own Java runtime; dpkg-deb and tar are needed to make it."
    },
    footer = {"", "Examples:", "  nightjar package", "  nightjar package --into /srv/release"})
final class PackageCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "Where they go; default: engine/target/image.")
  @Nullable Path into;

  @Option(
      names = "--classes",
      paramLabel = "DIR",
      description = "Folder with the list of classes of a build that is to be repeated.")
  @Nullable Path classes;

  @Override
  public Integer call() throws Exception {
    Build build = Places.build();
    PrintWriter said = spec.commandLine().getOut();
    new Parts(build, said).make(List.of(Role.AGENT), classes, List.of());
    Path folder = into == null ? build.work() : into;
    AgentFiles agent = new AgentFiles(build);
    Path bill = folder.resolve("nightjar-agent-" + build.version() + ".cdx.json");
    List<Path> made = List.of(agent.tarball(folder), agent.debianPackage(folder), bill);
    Files.copy(build.program().resolve("sbom.json"), bill, StandardCopyOption.REPLACE_EXISTING);
    for (Path each : made) {
      said.println(each + "  sha256:" + HexFormat.of().formatHex(Stamp.sha256(each)));
    }
    said.flush();
    return 0;
  }
}
