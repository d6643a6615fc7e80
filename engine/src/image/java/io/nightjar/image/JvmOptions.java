package io.nightjar.image;

import java.util.stream.Collectors;

/**
 * Files of JVM flags in the sources: a flag a line, {@code #} begins a remark, and {@code [25]}
 * before a flag says from which Java on it is known.
 */
final class JvmOptions {

  private JvmOptions() {}

  /** What a Java of this version understands, as {@code java @file} reads it. */
  static String fitting(String text, int feature) {
    return text.lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .filter(line -> since(line) <= feature)
        .map(line -> line.replaceFirst("^\\[\\d+]\\s*", ""))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static int since(String line) {
    return line.startsWith("[") ? Integer.parseInt(line.substring(1, line.indexOf(']'))) : 0;
  }
}
