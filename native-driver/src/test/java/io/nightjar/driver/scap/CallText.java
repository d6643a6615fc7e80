package io.nightjar.driver.scap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a call as Falco prints them in {@code evt.args}. */
final class CallText {
  private static final Set<String> DESCRIPTORS = Set.of("fd");
  private static final Set<String> PROCESSES = Set.of("tid", "pid", "ptid");

  private final Call call;
  private final Machine machine;
  private final Map<Long, String> before;

  /** To be made before the call changes what its descriptor stands for. */
  CallText(Call call, Machine machine) {
    this.call = call;
    this.machine = machine;
    ObservedThread thread = machine.thread(call.tid());
    long fd = call.number("fd", -1);
    String path = thread == null ? "" : thread.process().descriptors().path(fd);
    this.before = path.isEmpty() ? Map.of() : Map.of(fd, path);
  }

  String of() {
    List<String> words = new ArrayList<>();
    for (String parameter : call.parameters()) {
      words.add(parameter + "=" + value(parameter));
    }
    return String.join(" ", words);
  }

  private String value(String parameter) {
    ByteBuffer bytes = call.bytes(parameter);
    if (bytes == null) {
      return "?";
    }
    return switch (type(parameter)) {
      case TEXT -> String.valueOf(call.text(parameter));
      case BYTES -> printable(bytes);
      default -> number(parameter, call.number(parameter, 0));
    };
  }

  private String number(String parameter, long value) {
    boolean address =
        parameter.equals("addr") || (call.name().equals("brk") && isResult(parameter));
    if (address) {
      return Long.toHexString(value).toUpperCase(Locale.ROOT);
    }
    if (DESCRIPTORS.contains(parameter)) {
      String path = path(value);
      return path.isEmpty() ? String.valueOf(value) : value + "(<f>" + path + ")";
    }
    if (PROCESSES.contains(parameter)) {
      ObservedThread thread = machine.thread(value);
      return thread == null ? String.valueOf(value) : value + "(" + thread.name() + ")";
    }
    return String.valueOf(value);
  }

  private static boolean isResult(String parameter) {
    return parameter.equals("res");
  }

  private String path(long fd) {
    String known = before.get(fd);
    if (known != null) {
      return known;
    }
    ObservedThread thread = machine.thread(call.tid());
    return thread == null ? "" : thread.process().descriptors().path(fd);
  }

  private ParameterType type(String parameter) {
    @Nullable RawEvent entry = call.entry();
    RawEvent half = call.event().bytes(parameter) != null || entry == null ? call.event() : entry;
    return half.kind().parameters().get(half.kind().indexOf(parameter)).type();
  }

  private static String printable(ByteBuffer bytes) {
    if (bytes.capacity() == 0) {
      return "NULL";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.capacity(); i++) {
      char character = (char) (bytes.get(i) & 0xff);
      text.append(character >= ' ' && character < 0x7f ? character : '.');
    }
    return text.toString();
  }
}
