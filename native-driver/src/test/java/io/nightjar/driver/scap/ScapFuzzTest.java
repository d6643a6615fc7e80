package io.nightjar.driver.scap;

import static io.nightjar.driver.scap.Calls.*;
import static io.nightjar.driver.scap.Captures.SHELL;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nightjar.driver.scap.DamageTest.Survival;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a capture has, reading it ends, throws nothing but a refusal, and stays in bounds.
 * The seeds run as ordinary tests; with JAZZER_FUZZ=1 Jazzer looks for more.
 */
final class ScapFuzzTest {
  private static final int[] CODES = {
    0x0a0d0d0a,
    0x201,
    0x202,
    0x203,
    0x204,
    0x205,
    0x206,
    0x207,
    0x208,
    0x209,
    0x210,
    0x211,
    0x212,
    0x213,
    0x214,
    0x215,
    0x216,
    0x217,
    0x218,
    0x219,
    0x220,
    0x221,
    0x222,
    0x8000abcd,
    0x12345
  };

  /** Small captures that have each kind of block once. */
  static Stream<ScapWriter> small() {
    ScapWriter old = Captures.shell().form(ScapWriter.Form.FIRST);
    old.event(SHELL, SOCKET_E, 2, 1, 0)
        .event(SHELL, SOCKET_X, 4L)
        .event(SHELL, CONNECT_E, 4L)
        .event(
            SHELL, CONNECT_X, 0L, old.tuple(new int[] {1, 2, 3, 4}, 5, new int[] {6, 7, 8, 9}, 10))
        .event(SHELL, DUP_1_E, 4L)
        .event(SHELL, DUP_1_X, 0L)
        .event(SHELL, EXECVE_1_E)
        .event(SHELL, EXECVE_1_X, 0L, "/bin/ls", "-l", 40L, 40L, 1L, "/", 9L);
    ScapWriter lists = new ScapWriter(ByteOrder.BIG_ENDIAN);
    lists
        .machine("lab", 1)
        .block(0x218, lists.pack(40L, 25, 4L, 1L, (byte) 2, lists.sized("/a")))
        .block(0x220, lists.pack(14, (byte) 1, 100, lists.sized("usr")))
        .form(ScapWriter.Form.LARGE_WITH_FLAGS)
        .event(SHELL, CONTAINER, "{\"container\":{\"id\":\"abcdef\",\"type\":0,\"x\":[1.5,null]}}");
    ScapWriter today = Captures.shell();
    today
        .event(SHELL, OPENAT_X, 3L, -100L, "../f", 0x4007, 0600, 1, 2L)
        .event(SHELL, CLONE_X, 50L, "sh", "", 40L, 40L, 1L, "", 9L, 1L, 1L, 1, 1, 1, "sh", "a=/b")
        .event(50, CLONE_X, 0L, "sh", "", 50L, 50L, 40L, "", 9L, 1L, 1L, 1, 1, 1, "sh", "a=/b")
        .event(50, PROCEXIT, 9L, 0L, (byte) 9, (byte) 0, 0L);
    return Stream.of(old, lists, today);
  }

  static Stream<Arguments> captures() {
    return small().map(writer -> Arguments.of(writer.bytes()));
  }

  @MethodSource("captures")
  @FuzzTest(maxDuration = "5m")
  void anyBytesAreReadOrRefused(byte[] capture) {
    Survival.check(capture);
  }

  /** The same captures without what frames their blocks. */
  static Stream<Arguments> contents() {
    return small().map(writer -> Arguments.of(unframe(writer)));
  }

  @MethodSource("contents")
  @FuzzTest(maxDuration = "5m")
  void anyContentOfBlocksIsReadOrToldAsDamage(byte[] contents) {
    Survival.check(frame(contents));
  }

  /** Number of the code and length of the content before each content. */
  private static byte[] unframe(ScapWriter writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] capture = writer.bytes();
    ByteBuffer bytes = ByteBuffer.wrap(capture).order(writer.order());
    out.write(writer.order() == ByteOrder.BIG_ENDIAN ? 1 : 0);
    for (int start : writer.blocks().subList(1, writer.blocks().size())) {
      int code = bytes.getInt(start);
      int length = bytes.getInt(start + 4) - 12;
      out.write(indexOf(code));
      out.write(length >>> 8);
      out.write(length);
      out.write(capture, start + 8, length);
    }
    return out.toByteArray();
  }

  private static int indexOf(int code) {
    for (int i = 0; i < CODES.length; i++) {
      if (CODES[i] == code) {
        return i;
      }
    }
    throw new IllegalArgumentException("no code " + code);
  }

  private static byte[] frame(byte[] contents) {
    boolean big = contents.length > 0 && (contents[0] & 1) != 0;
    ScapWriter writer = new ScapWriter(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (int at = 1; at + 3 <= contents.length; ) {
      int code = CODES[(contents[at] & 0xff) % CODES.length];
      int length = (contents[at + 1] & 0xff) << 8 | (contents[at + 2] & 0xff);
      int end = Math.min(contents.length, at + 3 + length);
      writer.block(code, Arrays.copyOfRange(contents, at + 3, end));
      at = end;
    }
    return writer.bytes();
  }
}
