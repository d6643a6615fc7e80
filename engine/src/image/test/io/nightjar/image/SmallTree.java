package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A tree to make images of that has a file of each kind, and no JVM. */
final class SmallTree {

  private SmallTree() {}

  static Build build(Path work, Architecture architecture, String jar) throws IOException {
    Path program = work.resolve("tree/usr/lib/nightjar");
    Files.createDirectories(program.resolve("lib"));
    Files.writeString(program.resolve("lib/nightjar-engine.jar"), jar);
    Files.writeString(program.resolve("lib/other-1.jar"), "other");
    Files.createDirectories(work.resolve("base/etc"));
    Files.writeString(work.resolve("base/etc/passwd"), "root:x:0:0\n");
    Folders.settle(work.resolve("tree"));
    Folders.settle(work.resolve("base"));
    return new Build(work, work, work, work, work, "1", "c0ffee", Instant.EPOCH, architecture);
  }

  static Base base(Build build) throws IOException {
    return new Base.Files(new FileLayer("base").files(build.base(), file -> true).build());
  }
}
