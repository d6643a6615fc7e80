package io.nightjar.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A layer of an image from files of a folder, all of them root's and of one time. */
final class FileLayer {

  private static final String ROOT = "0:0";

  private final FileEntriesLayer.Builder layer;

  FileLayer(String name) {
    layer = FileEntriesLayer.builder().setName(name);
  }

  /** What lies below a folder, at the same place below the image's root. */
  FileLayer files(Path folder, Predicate<String> wanted) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted().toList()) {
        String inside = folder.relativize(each).toString();
        if (!inside.isEmpty() && wanted.test(inside) && !Files.isDirectory(each)) {
          add(each, inside, Files.isExecutable(each) && isProgram(each) ? "755" : "644", ROOT);
        }
      }
    }
    return this;
  }

  /** An empty folder with rights and an owner of its own. */
  FileLayer folder(Path emptyFolder, String place, String rights, String owner) {
    add(emptyFolder, place, rights, owner);
    return this;
  }

  private void add(Path file, String place, String rights, String owner) {
    layer.addEntry(
        file,
        AbsoluteUnixPath.get("/" + place),
        FilePermissions.fromOctalString(rights),
        Build.FILE_TIME,
        owner);
  }

  private static boolean isProgram(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).containsAll(Folders.PROGRAM);
  }

  FileEntriesLayer build() {
    return layer.build();
  }
}
