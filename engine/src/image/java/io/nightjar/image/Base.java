package io.nightjar.image;

import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;

/** What an image stands on. */
sealed interface Base {

  /** A root file system of our own. */
  record Files(FileEntriesLayer layer) implements Base {}

  /**
   * Another image; it has to bring a C library of Debian's age, such as Google's distroless base.
   *
   * @param reference with its registry, better with its digest
   */
  record Image(String reference) implements Base {}
}
