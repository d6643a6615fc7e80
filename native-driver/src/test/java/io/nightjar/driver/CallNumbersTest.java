package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The driver's tables of system calls have the numbers of the kernel's headers, and no call that
 * has a type is missing: what stands in no table is never seen.
 */
final class CallNumbersTest {
  private static final Pattern CELL = Pattern.compile("\\[(\\d+)] = NJ_(\\w+),");
  private static final Pattern NUMBER =
      Pattern.compile(
          "#define __NR(?:3264)?_(\\w+)\\s+(?:\\(__NR_SYSCALL_BASE\\s*\\+\\s*)?(\\d+)\\)?");
  // later than the headers of Debian 12, and everywhere the same
  private static final Map<Integer, String> LATER = Map.of(452, "FCHMODAT2");
  // one call with wider arguments than it had at first, which are told alike
  private static final List<String> WIDER = List.of("_TIME64", "64", "32");

  /** Who makes calls by which numbers, and the headers that say them. */
  enum Table {
    X86_64("x86", "native", "x86_64-linux-gnu/asm/unistd_64.h"),
    X86_32("x86", "compat", "x86_64-linux-gnu/asm/unistd_32.h"),
    // the generic header is that of arm64; its calls with 64-bit times are for 32 bits alone
    ARM64("arm64", "native", "asm-generic/unistd.h"),
    // what is common to the ways of calling lies in a second file with some headers
    ARM32(
        "arm64",
        "compat",
        "../arm-linux-gnueabihf/include/asm/unistd-eabi.h"
            + ":../arm-linux-gnueabihf/include/asm/unistd-common.h");

    private final String file;
    private final String name;
    private final String headers;

    Table(String file, String name, String headers) {
      this.file = file;
      this.name = name;
      this.headers = headers;
    }

    Path file() {
      return Path.of("src/main/c/arch/" + file + ".bpf.h");
    }

    List<Path> headers() {
      return Arrays.stream(headers.split(":"))
          .map(header -> Path.of("/usr/include").resolve(header).normalize())
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCallThatHasATypeIsFoundByTheNumberThatTheKernelGivesIt(Table table) throws IOException {
    Map<Integer, String> kernel = kernels(table);
    assumeTrue(
        !kernel.isEmpty(),
        () -> "no header of the kernel with the numbers of " + table + ": " + table.headers());
    kernel.putAll(LATER);

    assertThat(drivers(table)).isEqualTo(kernel);
  }

  private static Map<Integer, String> drivers(Table table) throws IOException {
    String text = Files.readString(table.file());
    int from = text.indexOf("u8 " + table.name + "_calls[");
    assertThat(from).describedAs("the table in " + table.file()).isPositive();
    Map<Integer, String> found = new TreeMap<>();
    Matcher cell = CELL.matcher(text.substring(from, text.indexOf("};", from)));
    while (cell.find()) {
      found.put(Integer.valueOf(cell.group(1)), cell.group(2));
    }
    return found;
  }

  private static Map<Integer, String> kernels(Table table) throws IOException {
    Map<Integer, String> found = new TreeMap<>();
    for (Path header : table.headers()) {
      for (String line : Files.exists(header) ? Files.readAllLines(header) : List.<String>of()) {
        Matcher number = NUMBER.matcher(line);
        if (number.lookingAt() && !(table == Table.ARM64 && number.group(1).endsWith("time64"))) {
          type(number.group(1).toUpperCase(Locale.ROOT))
              .ifPresent(type -> found.put(Integer.valueOf(number.group(2)), type));
        }
      }
    }
    return found;
  }

  /** The type that tells a call of this name, where there is one. */
  private static Optional<String> type(String call) {
    if (call.equals("UMOUNT")) {
      return Optional.of("UMOUNT2");
    }
    Set<String> types =
        Arrays.stream(EventType.values())
            .map(type -> type.callName().toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    String narrow =
        WIDER.stream()
            .filter(call::endsWith)
            .map(end -> call.substring(0, call.length() - end.length()))
            .filter(types::contains)
            .findFirst()
            .orElse(call);
    // x86 has no numbers for those without an address
    String name =
        switch (narrow) {
          case "SEND" -> "SENDTO";
          case "RECV" -> "RECVFROM";
          default -> narrow;
        };
    return types.contains(name) ? Optional.of(name) : Optional.empty();
  }
}
