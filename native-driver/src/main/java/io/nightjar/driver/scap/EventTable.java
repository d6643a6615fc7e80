package io.nightjar.driver.scap;

import io.nightjar.driver.scap.EventKind.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events that captures can hold, from the tables that lie beside this. */
final class EventTable {
  private static final class Holder {
    static final EventTable TABLE = new EventTable();
  }

  private final Map<Integer, EventKind> kinds = new HashMap<>();
  private final Map<Long, String> calls = names("calls.txt");
  private final Map<Long, String> kernelCalls = names("x86-64.txt");

  private EventTable() {
    read("events.txt").forEach(this::addEvent);
  }

  static EventTable get() {
    return Holder.TABLE;
  }

  /** The kind of event with this number; null when it came after this table. */
  @Nullable EventKind kind(int code) {
    return kinds.get(code);
  }

  /**
   * Name of a system call that has no event of its own, by the number that captures give it; null
   * when its maker did not know it.
   */
  @Nullable String callName(long number) {
    return number == 0 ? null : calls.get(number);
  }

  /**
   * Name of a system call by the kernel's number, for people only: captures do not say of which
   * processor it is, and it is taken for x86-64's.
   */
  String kernelCallName(long number) {
    return kernelCalls.getOrDefault(number, "syscall " + number);
  }

  private void addEvent(String line) {
    List<String> words = Arrays.asList(line.split(" "));
    int code = Integer.parseInt(words.get(0));
    boolean large = words.get(1).startsWith("!");
    String name = large ? words.get(1).substring(1) : words.get(1);
    int exit = words.indexOf("<");
    int end = exit < 0 ? words.size() : exit;
    if (end > 2) {
      boolean superseded = words.get(2).equals(">");
      add(new EventKind(code, name, true, superseded, large, parameters(words.subList(3, end))));
    }
    if (exit >= 0) {
      List<Parameter> parameters = parameters(words.subList(exit + 1, words.size()));
      add(new EventKind(code + 1, name, false, false, large, parameters));
    }
  }

  private void add(EventKind kind) {
    kinds.put(kind.code(), kind);
  }

  private static List<Parameter> parameters(List<String> words) {
    List<Parameter> parameters = new ArrayList<>();
    for (String word : words) {
      String[] parts = word.split(":", 2);
      parameters.add(new Parameter(parts[0], ParameterType.of(parts[1])));
    }
    return List.copyOf(parameters);
  }

  private static Map<Long, String> names(String resource) {
    Map<Long, String> names = new HashMap<>();
    for (String line : read(resource)) {
      String[] words = line.split(" ");
      long first = Long.parseLong(words[0]);
      for (int i = 1; i < words.length; i++) {
        names.put(first + i - 1, words[i]);
      }
    }
    return names;
  }

  private static List<String> read(String resource) {
    try (InputStream in = EventTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing beside " + EventTable.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
