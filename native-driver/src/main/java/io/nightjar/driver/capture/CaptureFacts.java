package io.nightjar.driver.capture;

import io.nightjar.driver.EventView;
import io.nightjar.driver.RecordingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What the header of a capture says: names and values, all of them texts. A name that a reader does
 * not know does no harm.
 *
 * <pre>
 *   0        8    10   12     16     20     24
 *   +--------+----+----+------+------+------+------------------------------
 *   | magic  | v  | s  | n    | crc  | 0    | n bytes: count, (name, value)…
 *   +--------+----+----+------+------+------+------------------------------
 * </pre>
 *
 * v is the version of the format, s that of the kernel's records. The CRC-32C is that of the first
 * 16 bytes and the facts.
 */
public record CaptureFacts(SortedMap<String, String> values) {
  /** Name of the machine. */
  public static final String HOST = "host";

  /** Kernel release and machine type, {@code 6.1.0-28-amd64 x86_64}. */
  public static final String KERNEL = "kernel";

  /** Changes with every boot of the machine, and so tells whose boot-clock times these are. */
  public static final String BOOT_ID = "boot-id";

  /** Version of the Nightjar that wrote it. */
  public static final String NIGHTJAR = "nightjar";

  /** When the capture began, {@code 2026-11-21T03:00:00.123456789Z}. */
  public static final String STARTED = "started";

  /** The calls that were asked for, with blanks between. */
  public static final String EVENTS = "events";

  /** Where they were asked for, in words; empty for everywhere. */
  public static final String FILTER = "filter";

  /** Digest of what rules needed of these calls, which is not all; empty when all was asked for. */
  public static final String RULES = "rules";

  /** {@code yes} when environments of programs were asked for; absent otherwise. */
  public static final String ENVIRONMENT = "environment";

  /** Number of this file in a rotated capture, from 1 on; absent without rotation. */
  public static final String PART = "part";

  private static final int HEAD_BYTES = 24;
  private static final int CRC_AT = 16;
  private static final int MAX_VALUE_BYTES = 64 << 10;

  public CaptureFacts {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The value, or an empty text. */
  public String get(String name) {
    return values.getOrDefault(name, "");
  }

  /** These and one more; values of more than 64 KiB are cut. */
  public CaptureFacts with(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(values);
    more.put(name, value.length() <= MAX_VALUE_BYTES / 4 ? value : cut(value));
    return new CaptureFacts(more);
  }

  private static String cut(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MAX_VALUE_BYTES
        ? value
        : new String(bytes, 0, MAX_VALUE_BYTES, StandardCharsets.UTF_8);
  }

  /** When the capture began; the epoch when that is not known. */
  public Instant started() {
    try {
      return Instant.parse(get(STARTED));
    } catch (DateTimeException notATime) {
      return Instant.EPOCH;
    }
  }

  byte[] encode() {
    ByteBuffer facts = CaptureFormat.buffer(CaptureFormat.MAX_FACTS_BYTES);
    facts.putInt(values.size());
    values.forEach(
        (name, value) -> {
          put(facts, name);
          put(facts, value);
        });
    byte[] bytes = new byte[HEAD_BYTES + facts.flip().remaining()];
    ByteBuffer header = CaptureFormat.over(bytes);
    header
        .putLong(CaptureFormat.MAGIC)
        .putShort((short) CaptureFormat.VERSION)
        .putShort((short) EventView.SCHEMA_VERSION)
        .putInt(facts.remaining())
        .position(HEAD_BYTES)
        .put(facts);
    header.putInt(CRC_AT, crc(header));
    return bytes;
  }

  private static void put(ByteBuffer target, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    target.putInt(bytes.length).put(bytes);
  }

  private static int crc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CRC_AT));
    crc.update(header.slice(HEAD_BYTES, header.capacity() - HEAD_BYTES));
    return (int) crc.getValue();
  }

  /**
   * Reads the header; the channel stands behind it afterwards.
   *
   * @throws RecordingException when this is no capture that can be read
   */
  static CaptureFacts read(FileChannel file) throws IOException {
    ByteBuffer head = CaptureFormat.buffer(HEAD_BYTES);
    if (!Bytes.readFully(file, head) || head.getLong(0) != CaptureFormat.MAGIC) {
      throw new RecordingException(0, "not a Nightjar capture");
    }
    int version = Short.toUnsignedInt(head.getShort(8));
    if (version != CaptureFormat.VERSION) {
      throw wrongVersion(8, "format", version, CaptureFormat.VERSION);
    }
    int schema = Short.toUnsignedInt(head.getShort(10));
    if (schema != EventView.SCHEMA_VERSION) {
      throw wrongVersion(10, "records", schema, EventView.SCHEMA_VERSION);
    }
    int length = head.getInt(12);
    if (length < Integer.BYTES || length > CaptureFormat.MAX_FACTS_BYTES) {
      throw new RecordingException(12, "the header is damaged: its length cannot be");
    }
    ByteBuffer header = CaptureFormat.buffer(HEAD_BYTES + length).put(head);
    if (!Bytes.readFully(file, header)) {
      throw new RecordingException(HEAD_BYTES, "the file ends within its header");
    }
    if (header.getInt(CRC_AT) != crc(header)) {
      throw new RecordingException(CRC_AT, "the header is damaged: its checksum differs");
    }
    try {
      return decode(header.position(HEAD_BYTES));
    } catch (Malformed e) {
      throw new RecordingException(HEAD_BYTES, "the header is damaged: " + e.reason());
    }
  }

  private static CaptureFacts decode(ByteBuffer facts) throws Malformed {
    FieldReader reader = new FieldReader(facts);
    SortedMap<String, String> values = new TreeMap<>();
    int count = reader.number();
    for (int i = 0; i < count && reader.more(); i++) {
      values.put(reader.text(), reader.text());
    }
    return new CaptureFacts(values);
  }

  private static RecordingException wrongVersion(int at, String of, int found, int known) {
    String advice =
        found > known ? "it needs a newer Nightjar" : "an older Nightjar wrote it and can read it";
    return new RecordingException(
        at,
        "a Nightjar capture with version "
            + found
            + " of the "
            + of
            + ", not "
            + known
            + ": "
            + advice);
  }

  static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
