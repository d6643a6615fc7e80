package io.nightjar.driver;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths as the kernel reads them, without asking the file system. Any thread. */
public final class Paths {
  private Paths() {}

  /**
   * Joins a path to the directory it starts from and takes out {@code .}, {@code ..}, {@code //}.
   */
  public static String absolute(String path, String directory) {
    if (path.isEmpty()) {
      return directory;
    }
    if (path.charAt(0) == '/') {
      return isPlain(path) ? path : normal(path);
    }
    return directory.isEmpty() || directory.charAt(0) != '/'
        ? path
        : normal(directory + '/' + path);
  }

  private static boolean isPlain(String path) {
    return !path.contains("//")
        && !path.contains("/./")
        && !path.contains("/../")
        && !path.endsWith("/.")
        && !path.endsWith("/..")
        && (path.length() == 1 || !path.endsWith("/"));
  }

  private static String normal(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }
}
