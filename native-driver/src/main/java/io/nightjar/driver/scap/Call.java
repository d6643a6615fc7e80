package io.nightjar.driver.scap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system call with its arguments and its result: the return carries all in today's schema; in
 * older ones the entry carries the arguments. A parameter is asked for by name and found in
 * whichever half has it. Texts are hostile.
 */
record Call(RawEvent event, @Nullable RawEvent entry) {
  /** What drivers write where a text could not be read. */
  private static final String NULL = "(NULL)";

  private static final String NOT_AVAILABLE = "<NA>";
  private static final int GENERIC_RETURN = 1;
  private static final byte DYNAMIC_TEXT = 1;

  /** Name of the call, or of the event where it is none. */
  String name() {
    if (!isGeneric()) {
      return event.kind().name();
    }
    String name = EventTable.get().callName(number("ID", 0));
    return name == null ? EventTable.get().kernelCallName(number("nativeID", -1)) : name;
  }

  /** Whether the capture has no event of its own for this call, but only which one it is. */
  boolean isGeneric() {
    return event.kind().code() <= GENERIC_RETURN;
  }

  /** Whether the capture itself says which call it is, not just the kernel's number. */
  boolean isNameCertain() {
    return !isGeneric() || EventTable.get().callName(number("ID", 0)) != null;
  }

  long timeNanos() {
    return event.timeNanos();
  }

  long tid() {
    return event.tid();
  }

  boolean has(String parameter) {
    ByteBuffer bytes = bytes(parameter);
    return bytes != null && bytes.capacity() > 0;
  }

  /** Value of a number, or the other value when it is absent. */
  long number(String parameter, long absent) {
    ByteBuffer bytes = bytes(parameter);
    Long value = bytes == null ? null : number(bytes, 0, type(parameter) == ParameterType.SIGNED);
    return value == null ? absent : value;
  }

  /**
   * A descriptor or process id: 32 bits with a sign, whatever old drivers made of it; -1 absent.
   */
  int descriptor(String parameter) {
    return (int) number(parameter, -1);
  }

  /**
   * What the call returned: the first parameter of the return, whatever it is called there; 0 where
   * it has none.
   */
  long result() {
    if (event.count() == 0 || event.kind().entry()) {
      return 0;
    }
    ByteBuffer first = event.bytes(0);
    boolean dynamic = event.kind().parameters().get(0).type() == ParameterType.DYNAMIC;
    Long value = number(first, dynamic ? 1 : 0, true);
    return value == null ? 0 : value;
  }

  /** A number behind the byte that says its form; null when it is absent or a text. */
  @Nullable Long dynamicNumber(String parameter) {
    ByteBuffer bytes = bytes(parameter);
    return bytes == null || isDynamicText(bytes) ? null : number(bytes, 1, true);
  }

  /** A text behind the byte that says its form; null when it is absent or a number. */
  @Nullable String dynamicText(String parameter) {
    ByteBuffer bytes = bytes(parameter);
    return bytes == null || !isDynamicText(bytes) ? null : Texts.untilZero(bytes, 1);
  }

  private boolean isDynamicText(ByteBuffer bytes) {
    return name().equals("keyctl") && bytes.capacity() > 0 && bytes.get(0) == DYNAMIC_TEXT;
  }

  /** A text up to its zero byte; null when absent. */
  @Nullable String text(String parameter) {
    ByteBuffer bytes = bytes(parameter);
    if (bytes == null || bytes.capacity() == 0) {
      return null;
    }
    String text = Texts.untilZero(bytes, 0);
    return text.equals(NULL) || text.equals(NOT_AVAILABLE) ? null : text;
  }

  /** Texts that are ended by a zero byte each; empty when absent. */
  List<String> list(String parameter) {
    ByteBuffer bytes = bytes(parameter);
    return bytes == null ? List.of() : Texts.list(bytes);
  }

  /** The bytes of a parameter, or null. */
  @Nullable ByteBuffer bytes(String parameter) {
    ByteBuffer own = event.bytes(parameter);
    return own != null || entry == null ? own : entry.bytes(parameter);
  }

  /** Names of the parameters that are there, the return's before those of the entry alone. */
  List<String> parameters() {
    List<String> names = new ArrayList<>();
    for (RawEvent half : entry == null ? List.of(event) : List.of(event, entry)) {
      for (int i = 0; i < half.count(); i++) {
        String name = half.kind().parameters().get(i).name();
        if (!names.contains(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private ParameterType type(String parameter) {
    RawEvent half = event.bytes(parameter) != null || entry == null ? event : entry;
    return half.kind().parameters().get(half.kind().indexOf(parameter)).type();
  }

  private static @Nullable Long number(ByteBuffer bytes, int at, boolean signed) {
    return switch (bytes.capacity() - at) {
      case 1 -> (long) (signed ? bytes.get(at) : bytes.get(at) & 0xff);
      case 2 -> (long) (signed ? bytes.getShort(at) : bytes.getShort(at) & 0xffff);
      case 4 -> signed ? bytes.getInt(at) : bytes.getInt(at) & 0xffff_ffffL;
      case 8 -> bytes.getLong(at);
      default -> null;
    };
  }

  /** UTF-8 with a bound, in the ways that captures write texts. */
  static final class Texts {
    private Texts() {}

    static String untilZero(ByteBuffer bytes, int from) {
      int end = from;
      while (end < bytes.capacity() && bytes.get(end) != 0) {
        end++;
      }
      byte[] text = new byte[Math.max(0, end - from)];
      bytes.get(from, text);
      return new String(text, StandardCharsets.UTF_8);
    }

    static List<String> list(ByteBuffer bytes) {
      List<String> texts = new ArrayList<>();
      int from = 0;
      while (from < bytes.capacity()) {
        int end = from;
        while (end < bytes.capacity() && bytes.get(end) != 0) {
          end++;
        }
        byte[] text = new byte[end - from];
        bytes.get(from, text);
        texts.add(new String(text, StandardCharsets.UTF_8));
        from = end + 1;
      }
      return texts;
    }
  }
}
