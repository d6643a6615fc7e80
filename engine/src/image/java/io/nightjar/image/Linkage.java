package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What native files ask of the system they run on, whatever processor they are for; {@code readelf}
 * says it, which comes with the compiler.
 *
 * @param libraries names of shared libraries, such as {@code libz.so.1}
 * @param libc the least version of the C library, such as 38 for 2.38
 */
record Linkage(Set<String> libraries, int libc) {

  private static final Pattern NEEDED = Pattern.compile("\\(NEEDED\\).*\\[(.+)]");
  private static final Pattern LIBC = Pattern.compile("Name: GLIBC_2\\.(\\d+)");

  /** Of all programs and libraries below some folders, but for what these bring themselves. */
  static Linkage of(Path... folders) throws IOException, InterruptedException {
    List<Object> command = new ArrayList<>(List.of("readelf", "--dynamic", "--version-info"));
    Set<String> brought = new TreeSet<>();
    for (Path folder : folders) {
      for (Path file : Folders.files(folder)) {
        if (isNative(file)) {
          command.add(file);
          brought.add(file.getFileName().toString());
        }
      }
    }
    Set<String> needed = new TreeSet<>();
    int libc = 0;
    for (String line : Tool.of(command.toArray()).run().lines().toList()) {
      Matcher library = NEEDED.matcher(line);
      Matcher version = LIBC.matcher(line);
      if (library.find()) {
        needed.add(library.group(1));
      } else if (version.find()) {
        libc = Math.max(libc, Integer.parseInt(version.group(1)));
      }
    }
    needed.removeAll(brought);
    return new Linkage(needed, libc);
  }

  private static boolean isNative(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(4);
      return head.length == 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L';
    }
  }
}
