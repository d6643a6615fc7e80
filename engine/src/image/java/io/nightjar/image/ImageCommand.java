package io.nightjar.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightjar image}. */
@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the container images of engine and agent for the processor of this machine, without a"
          + " daemon.",
      "The same sources, the same JDK, the same base and the same lists of classes give the same"
          + " digests."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar image",
      "  nightjar image --to registry:registry.example/security/nightjar --tag 1.2.0-amd64",
      "  nightjar image --base gcr.io/distroless/base-debian12@sha256:…",
      "",
      "A registry's name and password are taken from REGISTRY_USERNAME and REGISTRY_PASSWORD."
    })
final class ImageCommand implements Callable<Integer> {

  private static final String REGISTRY = "registry:";
  private static final String FOLDER = "tar:";

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      description = {
        "tar:DIR for files that ctr, docker and podman load, or registry:NAME, to which -engine and"
            + " -agent are added. Default: tar:engine/target/image."
      })
  @Nullable String to;

  @Option(
      names = "--base",
      paramLabel = "IMAGE",
      description = "Stand on this image, instead of the C library from Debian's packages.")
  @Nullable String base;

  @Option(names = "--tag", description = "Default: the version.")
  @Nullable String tag;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}. Default: OCI.",
      defaultValue = "OCI")
  ImageFormat format = ImageFormat.OCI;

  @Option(
      names = "--only",
      paramLabel = "ROLE",
      description = "One of ${COMPLETION-CANDIDATES}; may be said again. Default: both.")
  List<Role> roles = List.of(Role.values());

  @Option(
      names = "--classes",
      paramLabel = "DIR",
      description =
          "Folder with the lists of classes of a build that is to be repeated"
              + " (/usr/lib/nightjar/archive of its images), instead of learning them.")
  @Nullable Path classes;

  @Override
  public Integer call() throws Exception {
    Build build = Places.build();
    Parts parts = new Parts(build, said());
    DebianBase debian =
        new DebianBase(
            build.architecture(), build.work().resolve("packages"), build.work().resolve("base"));
    List<DebianBase.Installed> installed = base == null ? debian.assemble() : List.of();
    parts.make(roles, classes, installed);
    Base below =
        base == null
            ? new Base.Files(
                new FileLayer("base").files(build.work().resolve("base"), file -> true).build())
            : new Base.Image(base);
    for (Role role : roles) {
      JibContainer made = new ImageFile(build, role).write(below, format, target(build, role));
      said().println(where(build, role) + "  " + made.getDigest());
    }
    said().flush();
    return 0;
  }

  private Containerizer target(Build build, Role role) throws Exception {
    if (to != null && to.startsWith(REGISTRY)) {
      return ImageFile.registry(where(build, role), System.getenv());
    }
    Path file = Path.of(where(build, role));
    Files.createDirectories(Folders.parent(file.toAbsolutePath()));
    return ImageFile.file(file, "nightjar-" + role.command() + ":" + tagOf(build));
  }

  private String where(Build build, Role role) {
    String chosen = to == null ? FOLDER + build.work() : to;
    if (chosen.startsWith(REGISTRY)) {
      return chosen.substring(REGISTRY.length()) + "-" + role.command() + ":" + tagOf(build);
    }
    if (chosen.startsWith(FOLDER)) {
      return "%s/nightjar-%s-%s-%s.tar"
          .formatted(
              chosen.substring(FOLDER.length()),
              role.command(),
              build.version(),
              build.architecture().debianName());
    }
    throw new picocli.CommandLine.ParameterException(
        spec.commandLine(), "--to is tar:DIR or registry:NAME, and not " + chosen);
  }

  private String tagOf(Build build) {
    return tag == null ? build.version() : tag;
  }

  private PrintWriter said() {
    return spec.commandLine().getOut();
  }
}
