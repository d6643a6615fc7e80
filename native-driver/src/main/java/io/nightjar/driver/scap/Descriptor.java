package io.nightjar.driver.scap;

import org.jspecify.annotations.Nullable;

/**
 * What a file descriptor stands for.
 *
 * @param path of a file: absolute where it is known; hostile
 * @param socket what is known of a socket; null for all else
 * @param closeOnExec as far as the call that made it said so
 */
record Descriptor(
    Kind kind, @Nullable String path, @Nullable SocketState socket, boolean closeOnExec) {

  enum Kind {
    FILE(0100000),
    DIRECTORY(0040000),
    SOCKET(0140000),
    PIPE(0010000),
    /** An event descriptor and the like: no file that has a type. */
    OTHER(0);

    private final int format;

    Kind(int format) {
      this.format = format;
    }

    /** {@code S_IF*} */
    int format() {
      return format;
    }
  }

  static Descriptor ofFile(Kind kind, @Nullable String path, boolean closeOnExec) {
    return new Descriptor(kind, path, null, closeOnExec);
  }

  static Descriptor ofSocket(SocketState socket, boolean closeOnExec) {
    return new Descriptor(Kind.SOCKET, null, socket, closeOnExec);
  }

  Descriptor closingOnExec(boolean value) {
    return new Descriptor(kind, path, socket, value);
  }
}
