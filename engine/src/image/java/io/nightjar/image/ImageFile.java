package io.nightjar.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The image of a role. Both have the same layers but for the archive of classes, so that a registry
 * and a node keep them once.
 */
final class ImageFile {

  private static final String PROGRAM = "usr/lib/nightjar/";

  private final Build build;
  private final Role role;

  ImageFile(Build build, Role role) {
    this.build = build;
    this.role = role;
  }

  /**
   * @param base the root file system to put below, from a folder or a registry
   */
  JibContainer write(Base base, ImageFormat format, Containerizer to) throws Exception {
    // Jib knows a layer again by the times of its files, which are all the same here
    Path layers = build.work().resolve("cache/layers");
    Folders.delete(layers);
    JibContainerBuilder image =
        switch (base) {
          case Base.Files files -> Jib.fromScratch().addFileEntriesLayer(files.layer());
          case Base.Image other -> Jib.from(other.reference());
        };
    layers().forEach(image::addFileEntriesLayer);
    return image
        .setPlatforms(Set.of(new Platform(build.architecture().debianName(), "linux")))
        .setFormat(format)
        .setCreationTime(build.made())
        .setUser(role.user())
        .setWorkingDirectory(AbsoluteUnixPath.get("/"))
        .setEntrypoint("/usr/bin/nightjar")
        .setProgramArguments(role.command())
        .setEnvironment(environment())
        .setLabels(labels())
        .containerize(
            to.setToolName("nightjar")
                .setAlwaysCacheBaseImage(true)
                .setBaseImageLayersCache(build.work().resolve("cache/base"))
                .setApplicationLayersCache(layers));
  }

  /** What changes least is lowest. */
  private List<FileEntriesLayer> layers() throws IOException {
    Path empty = Files.createDirectories(build.work().resolve("empty"));
    return List.of(
        new FileLayer("runtime")
            .files(build.tree(), file -> file.startsWith(PROGRAM + "jre/"))
            .build(),
        new FileLayer("libraries").files(build.tree(), ImageFile::isLibrary).build(),
        new FileLayer("nightjar")
            .files(
                build.tree(),
                file ->
                    !file.startsWith(PROGRAM + "jre/")
                        && !isLibrary(file)
                        && !file.startsWith(PROGRAM + "archive/"))
            .folder(empty, "etc/nightjar", "755", "0:0")
            .folder(empty, "tmp", "777", "0:0")
            .build(),
        new FileLayer(role.command())
            .folder(empty, "var/lib/nightjar", "700", role.user())
            .files(build.tree(), file -> file.startsWith(PROGRAM + "archive/" + role.command()))
            .build());
  }

  /** Of others, and so as old as their versions. */
  private static boolean isLibrary(String file) {
    return (file.startsWith(PROGRAM + "lib/") && !file.startsWith(PROGRAM + "lib/nightjar-"))
        || (file.startsWith(PROGRAM + "native/") && !file.endsWith("/libnightjar.so"));
  }

  private static Map<String, String> environment() {
    // in one order, whatever the run
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", "/usr/bin");
    // file names of any language, as the driver tells them
    environment.put("LANG", "C.UTF-8");
    // the state of whoever is not root lies below it, so that both roles have it in one place
    environment.put("XDG_STATE_HOME", "/var/lib");
    return environment;
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    labels.put("org.opencontainers.image.title", "nightjar-" + role.command());
    labels.put("org.opencontainers.image.description", role.description());
    labels.put("org.opencontainers.image.version", build.version());
    labels.put("org.opencontainers.image.revision", build.commit());
    labels.put("org.opencontainers.image.licenses", "Apache-2.0");
    labels.put("io.nightjar.sbom", "/" + PROGRAM + "sbom.json");
    return labels;
  }

  /** Into a file that {@code docker load}, {@code ctr image import} and others read. */
  static Containerizer file(Path tar, String name) throws Exception {
    return Containerizer.to(TarImage.at(tar).named(name));
  }
}
