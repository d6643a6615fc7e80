package io.nightjar.rules.field;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The kernel's names: error numbers and system calls. */
public final class NameTable {
  private static final String[] ERRNO = errno();
  private static final Map<String, Integer> ERRNO_BY_NAME = byName();

  /** The result of a call that failed, by its name. */
  static final Origin ERRORS = new Origin.Choice(null, errors(), null);

  private static final Set<String> ARGUMENTS =
      new TreeSet<>(Arrays.asList(lines("argument-names.txt")));
  private static final Set<String> EVENTS = new TreeSet<>(Arrays.asList(lines("event-names.txt")));

  private NameTable() {}

  /** {@code ENOENT} for 2; the number itself if it has no name. */
  public static String errno(long number) {
    String name = number > 0 && number < ERRNO.length ? ERRNO[(int) number] : "";
    return name.isEmpty() ? Long.toString(number) : name;
  }

  /** 2 for {@code ENOENT}, or null. */
  public static @Nullable Integer errno(String name) {
    return ERRNO_BY_NAME.get(name);
  }

  /** Every name that {@code evt.type} can be compared with, sent by this driver or not. */
  static Set<String> events() {
    return EVENTS;
  }

  /** Every argument of any event of the language, sent by this driver or not. */
  static Set<String> arguments() {
    return ARGUMENTS;
  }

  private static String[] errno() {
    String[] names = new String[4096];
    Arrays.fill(names, "");
    for (String line : lines("errno-names.txt")) {
      int blank = line.indexOf(' ');
      names[Integer.parseInt(line.substring(0, blank))] = line.substring(blank + 1);
    }
    return names;
  }

  private static Map<String, Integer> byName() {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < ERRNO.length; i++) {
      if (!ERRNO[i].isEmpty()) {
        numbers.put(ERRNO[i], i);
      }
    }
    return numbers;
  }

  private static Map<Long, String> errors() {
    Map<Long, String> names = new HashMap<>();
    ERRNO_BY_NAME.forEach((name, number) -> names.put((long) -number, name));
    return names;
  }

  static String[] lines(String resource) {
    try (InputStream in = NameTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its own " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
