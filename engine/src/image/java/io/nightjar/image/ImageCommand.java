package io.nightjar.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nightjar image}. */
@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the container images of engine and agent without a daemon, as files or in a registry.",
      "The same sources, the same JDK, the same base and the same lists of classes give the same"
          + " digests."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar image",
      "  nightjar image --push registry.example/security/nightjar --tag 1.2.0",
      "  nightjar image --arch amd64,arm64 --jdk-arm64 jdk-25-arm64 --push …",
      "  nightjar image --base gcr.io/distroless/base-debian12@sha256:…",
      "",
      "As whom it pushes: REGISTRY_USERNAME and REGISTRY_PASSWORD, or docker's configuration"
          + " (DOCKER_CONFIG, ~/.docker/config.json) and its credential helpers."
    })
final class ImageCommand implements Callable<Integer> {

  private static final String FOLDER = "tar:";

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      description = {
        "tar:DIR, for files that ctr, docker and podman load. Default: tar:engine/target/image,"
            + " without --push."
      })
  @Nullable String to;

  @Option(
      names = "--push",
      paramLabel = "NAME",
      description = {
        "Into a registry: REGISTRY/FOLDER/NAME, to which -engine and -agent are added. Of several"
            + " processors each gets a tag of its own, and TAG is the index of all."
      })
  @Nullable String push;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM file of authorities to trust for the registry, beside the usual ones.")
  @Nullable Path authorities;

  @Mixin Processors processors = new Processors();

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
    processors.check();
    if (to != null && !to.startsWith(FOLDER)) {
      throw new ParameterException(
          spec.commandLine(), "--to is tar:DIR, and not " + to + "; --push names a registry");
    }
    Build here = Places.build();
    List<Build> builds = processors.of(here);
    if (authorities != null) {
      Authorities.trust(authorities, here.work().resolve("authorities.p12"));
    }
    new Parts(here, roles, said()).make(classes, base == null && builds.contains(here));
    for (Build build : builds) {
      if (!build.equals(here)) {
        new Parts(build, roles, said()).makeBeside(here, classes, base == null);
      }
    }
    for (Role role : roles) {
      if (to != null || push == null) {
        write(here, builds, role);
      }
    }
    if (push != null) {
      said().println(pushed(builds, push));
    }
    said().flush();
    return 0;
  }

  private void write(Build here, List<Build> builds, Role role) throws Exception {
    String folder = to == null ? here.work().toString() : to.substring(FOLDER.length());
    for (Build build : builds) {
      Path file =
          Path.of(
              folder,
              "nightjar-%s-%s-%s.tar"
                  .formatted(role.command(), build.version(), build.architecture().debianName()));
      Files.createDirectories(Folders.parent(file.toAbsolutePath()));
      Containerizer target =
          ImageFile.file(file, "nightjar-" + role.command() + ":" + tagOf(build));
      JibContainer made = new ImageFile(build, role).write(below(build), format, target);
      said().println(file + "  " + made.getDigest());
    }
  }

  /** Pushes everything; answers what the chart is told to take exactly this. */
  private ChartValues pushed(List<Build> builds, String prefix) throws Exception {
    ChartValues values = new ChartValues(prefix);
    for (Role role : roles) {
      Registry registry = new Registry(prefix + "-" + role.command(), System.getenv());
      String tag = tagOf(builds.getFirst());
      List<Registry.Pushed> images = new ArrayList<>();
      for (Build build : builds) {
        String own = builds.size() == 1 ? tag : tag + "-" + build.architecture().debianName();
        DescriptorDigest digest =
            new ImageFile(build, role).write(below(build), format, registry.to(own)).getDigest();
        images.add(new Registry.Pushed(build.architecture(), digest));
        said().println(registry.name() + ":" + own + "  " + digest);
      }
      DescriptorDigest digest = images.getFirst().digest();
      if (images.size() > 1) {
        digest = registry.index(images, format, tag);
        said().println(registry.name() + ":" + tag + "  " + digest);
      }
      values.put(role, digest);
    }
    return values;
  }

  private Base below(Build build) throws IOException {
    return base == null
        ? new Base.Files(new FileLayer("base").files(build.base(), file -> true).build())
        : new Base.Image(base);
  }

  private String tagOf(Build build) {
    return tag == null ? build.version() : tag;
  }

  private PrintWriter said() {
    return spec.commandLine().getOut();
  }
}
