package io.nightjar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The compiled library of playbooks, shared by all tests of a build: to compile it takes seconds,
 * and what a cached one is worth is tested where that is the question.
 */
public final class LibraryCache {

  public static final Path FOLDER = Path.of("target", "library-of-playbooks").toAbsolutePath();

  private LibraryCache() {}

  /** Makes {@code cache} stand for the shared one, unless there is one already. */
  public static void standInFor(Path cache) throws IOException {
    if (Files.exists(cache)) {
      return;
    }
    Files.createDirectories(FOLDER);
    Files.createDirectories(cache.toAbsolutePath().getParent());
    Files.createSymbolicLink(cache, FOLDER);
  }
}
