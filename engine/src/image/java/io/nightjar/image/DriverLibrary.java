package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The driver's library for another processor than this machine's, by the cross-compiler. */
final class DriverLibrary {

  private static final String NAME = "libnightjar.so";

  private final Build build;

  DriverLibrary(Build build) {
    this.build = build;
  }

  /** Builds what is not built yet, and copies it. */
  void into(Path folder) throws IOException, InterruptedException {
    Path work = build.work().resolve("driver");
    String machine = build.architecture().machine();
    String said =
        Tool.of("sh", build.home().resolve("native-driver/src/main/c/build.sh"))
            .with(work, build.work(), machine)
            .run();
    Path library = build.work().resolve("linux-" + machine).resolve(NAME);
    if (!Files.isRegularFile(library)) {
      throw new IOException(said.isEmpty() ? library + " was not made" : said);
    }
    Folders.copy(library, folder.resolve(NAME));
  }
}
