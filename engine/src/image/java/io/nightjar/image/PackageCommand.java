package io.nightjar.image;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin Processors processors = new Processors();

  @Override
  public Integer call() throws Exception {
    processors.check();
    Build here = Places.build();
    PrintWriter said = spec.commandLine().getOut();
    List<Build> builds = processors.of(here);
    new Parts(here, List.of(Role.AGENT), said).make(classes, false);
    Path folder = into == null ? here.work() : into;
    for (Build build : builds) {
      if (!build.equals(here)) {
        new Parts(build, List.of(Role.AGENT), said).makeBeside(here, classes, false);
      }
      for (String line : sums(files(build, folder), folder)) {
        said.println(line);
      }
    }
    said.flush();
    return 0;
  }

  private static List<Path> files(Build build, Path folder) throws Exception {
    AgentFiles agent = new AgentFiles(build);
    Path debian = agent.debianPackage(folder);
    Path bill =
        folder.resolve(debian.getFileName().toString().replaceFirst("\\.deb$", ".cdx.json"));
    Files.copy(build.program().resolve("sbom.json"), bill, StandardCopyOption.REPLACE_EXISTING);
    return List.of(agent.tarball(folder), debian, bill);
  }

  /** Beside each file one that {@code sha256sum --check} reads; what is in them. */
  private static List<String> sums(List<Path> made, Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path each : made) {
      String name = each.getFileName().toString();
      String line = HexFormat.of().formatHex(Stamp.sha256(each)) + "  " + name;
      Files.writeString(folder.resolve(name + ".sha256"), line + "\n");
      lines.add(line);
    }
    return lines;
  }
}
