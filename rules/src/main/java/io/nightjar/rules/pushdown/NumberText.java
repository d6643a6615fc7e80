package io.nightjar.rules.pushdown;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.NumberTest;
import io.nightjar.rules.field.NameTable;
import io.nightjar.rules.field.Origin;
import io.nightjar.rules.field.Origins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says a test of a number in plain words. */
final class NumberText {
  private static final long ACCESS_MODE = 3;
  private static final long FORMAT = 0170000;
  private static final Map<Long, String> FAMILIES =
      Map.of(1L, "a unix socket", 2L, "IPv4", 10L, "IPv6", 16L, "netlink", 17L, "packets");
  private static final Map<Long, String> PROTOCOLS =
      Map.of(0L, "default", 1L, "ICMP", 6L, "TCP", 17L, "UDP", 58L, "ICMPv6");
  private static final Map<Long, String> FORMATS =
      Map.of(
          0100000L, "a file",
          0040000L, "a directory",
          0020000L, "a character device",
          0060000L, "a block device",
          0140000L, "a socket",
          0010000L, "a pipe");

  private NumberText() {}

  static String of(NumberTest test, EventType type) {
    Arg arg = test.arg();
    if (arg == null) {
      return of("result", test, NumberText::result);
    }
    if (test.values().isEmpty()) {
      return ClauseText.nameOf(arg) + (test.negated() ? " is any" : " is unknown");
    }
    if (arg == Arg.FLAGS && test.mask() == ACCESS_MODE) {
      return access(test);
    }
    if (arg == Arg.CREATED) {
      return test.negated() == test.values().contains(0L) ? "file was created" : "file existed";
    }
    if (arg == Arg.FILE_MODE && test.mask() == FORMAT) {
      return of("", test, value -> FORMATS.getOrDefault(value, Long.toOctalString(value)));
    }
    if (test.mask() != -1) {
      return bits(test, type);
    }
    Map<Long, String> names =
        switch (arg) {
          case FAMILY -> FAMILIES;
          case PROTOCOL -> PROTOCOLS;
          default -> Origins.names(type, arg);
        };
    return of(
        ClauseText.nameOf(arg), test, value -> names.getOrDefault(value, Long.toString(value)));
  }

  private interface Naming {
    String name(long value);
  }

  private static String of(String subject, NumberTest test, Naming naming) {
    List<String> names = test.values().stream().map(naming::name).toList();
    String is = subject.isEmpty() ? "is" : subject + " is";
    String masked =
        test.mask() == -1 || subject.isEmpty() ? "" : " under 0x" + Long.toHexString(test.mask());
    return is + (test.negated() ? " not " : " ") + ClauseText.oneOf(names) + masked;
  }

  private static String result(long value) {
    return value < 0 ? NameTable.errno(-value) : Long.toString(value);
  }

  private static String access(NumberTest test) {
    boolean reads = passes(test, 0) || passes(test, 2);
    boolean writes = passes(test, 1) || passes(test, 2);
    if (passes(test, 0) && passes(test, 2) && !passes(test, 1)) {
      return "opened for reading";
    }
    if (passes(test, 1) && passes(test, 2) && !passes(test, 0)) {
      return "opened for writing";
    }
    if (reads && writes) {
      return "opened for reading and writing";
    }
    return reads ? "opened for reading only" : writes ? "opened for writing only" : "access is odd";
  }

  private static boolean passes(NumberTest test, long value) {
    return test.values().contains(value) != test.negated();
  }

  /** Bits by the names that rules have for them. */
  private static String bits(NumberTest test, EventType type) {
    @Nullable Arg arg = test.arg();
    boolean zero = test.values().equals(Set.of(0L));
    if (arg == null || !zero) {
      String subject = arg == null ? "result" : ClauseText.nameOf(arg);
      return of(subject, test, value -> "0x" + Long.toHexString(value));
    }
    List<String> names = new ArrayList<>();
    for (Origin.Word word : Origins.words(type, arg)) {
      long bits = word.test().mask();
      if (word.test().values().equals(Set.of(bits)) && (bits & ~test.mask()) == 0) {
        names.add(word.name());
      }
    }
    String bits = names.isEmpty() ? "0x" + Long.toHexString(test.mask()) : ClauseText.oneOf(names);
    return (test.negated() ? "with " : "without ") + bits;
  }
}
