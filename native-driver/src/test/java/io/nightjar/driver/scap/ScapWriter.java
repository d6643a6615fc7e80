package io.nightjar.driver.scap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes small captures. Values say their width: {@link Long} 8 bytes, {@link Integer} 4, {@link
 * Short} 2, {@link Byte} 1; a text gets its zero byte; null is an empty parameter.
 */
final class ScapWriter {
  static final long BOOT = 1_700_000_000_000_000_000L;
  static final long START = BOOT + 1_000_000_000_000L;
  private static final long STEP = 1_000_000;

  /** What stands around an event in its block. */
  enum Form {
    FIRST(0x204, false, false),
    FIRST_WITH_FLAGS(0x208, true, false),
    COUNTED(0x216, false, true),
    COUNTED_WITH_FLAGS(0x217, true, true),
    LARGE(0x221, false, true),
    LARGE_WITH_FLAGS(0x222, true, true);

    private final int code;
    private final boolean flags;
    private final boolean count;

    Form(int code, boolean flags, boolean count) {
      this.code = code;
      this.flags = flags;
      this.count = count;
    }
  }

  private final ByteOrder order;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Integer> blocks = new ArrayList<>();
  private Form form = Form.COUNTED;
  private long time = START;

  ScapWriter() {
    this(ByteOrder.LITTLE_ENDIAN);
  }

  ScapWriter(ByteOrder order) {
    this.order = order;
    section();
  }

  ScapWriter section() {
    return block(0x0a0d0d0a, pack(0x1a2b3c4d, (short) 1, (short) 2, -1L));
  }

  /** How the events that follow are written. */
  ScapWriter form(Form value) {
    form = value;
    return this;
  }

  ScapWriter machine(String host, long bootNanos) {
    byte[] name = new byte[128];
    byte[] text = host.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, name, 0, text.length);
    return block(0x201, pack(4, 8L << 30, 32768L, name, bootNanos, 0L, 0L, 0L));
  }

  /** A list of processes in today's version. */
  ScapWriter processes(byte[]... entries) {
    return block(0x215, join(entries));
  }

  /** An entry of today's list of processes. */
  byte[] process(long tid, long pid, long parent, String name, String cwd, String... cgroups) {
    byte[] fields =
        pack(
            tid,
            pid,
            parent,
            7L,
            8L,
            sized(name),
            sized("/bin/" + name),
            sized("/bin/" + name),
            sized("-x\0file\0"),
            sized(cwd),
            1024L,
            0,
            1000,
            100,
            1,
            2,
            3,
            4L,
            5L,
            sized("A=b\0"),
            tid,
            pid,
            sized(String.join("\0", cgroups) + "\0"),
            sized("/"),
            /* start of the pid namespace */ 9L, /* tty */
            34816, /* login uid */
            1000,
            (byte) 1,
            11L,
            12L,
            13L,
            (byte) 1,
            77L,
            78L,
            79L,
            (byte) 0,
            (byte) 0, /* process group */
            8L);
    return pack(fields.length + 4, fields);
  }

  ScapWriter users(byte[]... entries) {
    return block(0x206, join(entries));
  }

  byte[] user(int uid, int gid, String name) {
    return pack((byte) 0, uid, gid, sized(name), sized("/home"), sized("/bin/sh"));
  }

  byte[] group(int gid, String name) {
    return pack((byte) 1, gid, sized(name));
  }

  /** Texts of a list have their length before them and no zero byte. */
  byte[] sized(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return pack((short) bytes.length, bytes);
  }

  /** An event, a millisecond after the one before. */
  ScapWriter event(long tid, int code, @Nullable Object... parameters) {
    EventKind kind = EventTable.get().kind(code);
    boolean large = kind != null && kind.large();
    List<byte[]> values = new ArrayList<>();
    ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    for (Object parameter : parameters) {
      byte[] value = parameter == null ? new byte[0] : value(parameter);
      values.add(value);
      lengths.writeBytes(large ? pack(value.length) : pack((short) value.length));
    }
    byte[] content = join(values.toArray(byte[][]::new));
    int header = form.count ? 26 : 22;
    int length = header + lengths.size() + content.length;
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.writeBytes(pack((short) 1));
    if (form.flags) {
      event.writeBytes(pack(0));
    }
    event.writeBytes(pack(time, tid, length, (short) code));
    if (form.count) {
      event.writeBytes(pack(parameters.length));
    }
    event.writeBytes(lengths.toByteArray());
    event.writeBytes(content);
    time += STEP;
    return block(form.code, event.toByteArray());
  }

  private byte[] value(Object parameter) {
    return parameter instanceof String text ? pack(text, (byte) 0) : pack(parameter);
  }

  ScapWriter block(int code, byte[] content) {
    int padding = -content.length & 3;
    int length = 8 + content.length + padding + 4;
    blocks.add(out.size());
    out.writeBytes(pack(code, length, content, new byte[padding], length));
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  ByteOrder order() {
    return order;
  }

  /** Where each block starts. */
  List<Integer> blocks() {
    return blocks;
  }

  byte[] pack(Object... values) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(order);
    for (Object value : values) {
      buffer.clear();
      switch (value) {
        case Long number -> packed.write(buffer.putLong(number).array(), 0, Long.BYTES);
        case Integer number -> packed.write(buffer.putInt(number).array(), 0, Integer.BYTES);
        case Short number -> packed.write(buffer.putShort(number).array(), 0, Short.BYTES);
        case Byte number -> packed.write(number);
        case byte[] bytes -> packed.writeBytes(bytes);
        case String text -> packed.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        default -> throw new IllegalArgumentException("cannot pack " + value);
      }
    }
    return packed.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** A SOCKADDR of IPv4. */
  byte[] address(int port, int... ip) {
    return pack((byte) 2, octets(ip), (short) port);
  }

  /** A SOCKTUPLE of IPv4. */
  byte[] tuple(int[] source, int sourcePort, int[] destination, int destinationPort) {
    return pack(
        (byte) 2, octets(source), (short) sourcePort, octets(destination), (short) destinationPort);
  }

  static byte[] octets(int... numbers) {
    byte[] octets = new byte[numbers.length];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) numbers[i];
    }
    return octets;
  }
}
