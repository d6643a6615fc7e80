package io.nightjar.driver;

import java.util.List;
import java.util.Locale;

/** The processor's architecture, by which the native parts of this build are filed. */
public final class Architecture {
  /** Those that the driver can be built for. */
  static final List<String> OF_THE_DRIVER = List.of("x86_64", "aarch64");

  private Architecture() {}

  /** As {@code uname -m} names it. */
  public static String name() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      default -> name;
    };
  }
}
