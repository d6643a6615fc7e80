package io.nightjar.image;

/** A processor that Nightjar runs on. What is shipped is native, so each has files of its own. */
enum Architecture {
  AMD64("amd64", "linux-x86_64", "x86_64-Linux", "x86_64", "x86_64-linux-gnu"),
  ARM64("arm64", "linux-aarch64", "aarch64-Linux", "aarch64", "aarch64-linux-gnu");

  private final String name;
  private final String driverFolder;
  private final String jffiFolder;
  private final String sqliteFolder;
  private final String libraryFolder;

  Architecture(
      String name,
      String driverFolder,
      String jffiFolder,
      String sqliteFolder,
      String libraryFolder) {
    this.name = name;
    this.driverFolder = driverFolder;
    this.jffiFolder = jffiFolder;
    this.sqliteFolder = sqliteFolder;
    this.libraryFolder = libraryFolder;
  }

  static Architecture ofThisMachine() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> AMD64;
      case "aarch64", "arm64" -> ARM64;
      case String other -> throw new IllegalStateException("Nightjar is not shipped for " + other);
    };
  }

  /** By the name that Debian, OCI and Kubernetes have for it. */
  static Architecture named(String name) {
    for (Architecture each : values()) {
      if (each.name.equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "Nightjar is not shipped for %s, but for amd64 and arm64".formatted(name));
  }

  boolean isOfThisMachine() {
    return this == ofThisMachine();
  }

  /** As Debian, OCI and Kubernetes call it. */
  String debianName() {
    return name;
  }

  /** As the kernel and the compilers call it. */
  String machine() {
    return sqliteFolder;
  }

  /** The C compiler that makes programs for it. */
  String compiler() {
    return isOfThisMachine() ? "gcc" : tool("gcc");
  }

  /** A tool of the cross-compiler. */
  String tool(String name) {
    return machine() + "-linux-gnu-" + name;
  }

  /** The program that runs those of this processor on another one, as Debian calls it. */
  String emulator() {
    return "qemu-%s-static".formatted(machine());
  }

  /** Debian's packages of the cross-compiler and of the C library to link with. */
  String packagesOfCompiler() {
    return this == AMD64
        ? "gcc-x86-64-linux-gnu libc6-dev-amd64-cross"
        : "gcc-aarch64-linux-gnu libc6-dev-arm64-cross";
  }

  /** Where the driver's library lies in its jar. */
  String driver() {
    return "native/" + driverFolder + "/libnightjar.so";
  }

  /** Where the library of jffi lies in its jar. */
  String jffi() {
    return "jni/" + jffiFolder + "/libjffi-1.2.so";
  }

  /** Where the library of SQLite lies in its jar. */
  String sqlite() {
    return "org/sqlite/native/Linux/" + sqliteFolder + "/libsqlitejdbc.so";
  }

  /** The folder below {@code /lib} where Debian keeps libraries of this processor. */
  String libraries() {
    return libraryFolder;
  }

  /** The program that loads others, as every program for this processor names it. */
  String loader() {
    return this == AMD64 ? "lib64/ld-linux-x86-64.so.2" : "lib/ld-linux-aarch64.so.1";
  }
}
