package io.nightjar.image;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** For which processors something is made. */
final class Processors {

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      split = ",",
      description = "amd64, arm64, or both with a comma. Default: that of this machine.")
  List<String> names = List.of();

  @Option(
      names = "--jdk-amd64",
      paramLabel = "DIR",
      description = "JDK for amd64, with its jmods, where this machine is another.")
  @Nullable Path amd64;

  @Option(
      names = "--jdk-arm64",
      paramLabel = "DIR",
      description = "JDK for arm64, with its jmods, where this machine is another.")
  @Nullable Path arm64;

  /** Says what is wrong with the options, before anything is made. */
  void check() {
    chosen().stream().filter(each -> !each.isOfThisMachine()).forEach(this::jdk);
  }

  /** What is to be made. */
  List<Build> of(Build here) {
    return chosen().stream()
        .map(each -> each.isOfThisMachine() ? here : here.of(each, jdk(each)))
        .toList();
  }

  private List<Architecture> chosen() {
    try {
      return names.isEmpty()
          ? List.of(Architecture.ofThisMachine())
          : names.stream().distinct().map(Architecture::named).toList();
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(spec.commandLine(), "--arch: " + unknown.getMessage());
    }
  }

  private Path jdk(Architecture architecture) {
    Path given =
        switch (architecture) {
          case AMD64 -> amd64;
          case ARM64 -> arm64;
        };
    if (!Tool.isThere(architecture.compiler())) {
      throw missing(
          "%s is needed to make the driver and the launcher for %s; Debian and Ubuntu: apt-get install %s"
              .formatted(
                  architecture.compiler(),
                  architecture.debianName(),
                  architecture.packagesOfCompiler()));
    }
    if (given == null) {
      throw missing(
          "--jdk-%1$s DIR is needed: a JDK for %1$s of the release that this machine has, with its jmods"
              .formatted(architecture.debianName()));
    }
    return given.toAbsolutePath().normalize();
  }

  private ParameterException missing(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
