package io.nightjar.driver.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds one message of netlink(7), with its header and nested attributes.
 *
 * <pre>
 *   0               4       6       8               12              16
 *   +---------------+-------+-------+---------------+---------------+----------
 *   | length        | type  | flags | sequence      | port          | payload …
 *   +---------------+-------+-------+---------------+---------------+----------
 *   attribute: length (2), type (2), value, padding to 4
 * </pre>
 */
final class NetlinkMessage {
  static final int REQUEST = 0x1;
  static final int ACK = 0x4;
  static final int DUMP = 0x300;
  static final int CREATE_NEW = 0x400 | 0x200;
  static final int CREATE = 0x400;
  static final int APPEND = 0x800;
  static final int HEADER = 16;
  private static final int NESTED = 0x8000;
  private static final int MOST = 1 << 16;

  private final ByteBuffer bytes = ByteBuffer.allocate(MOST).order(ByteOrder.nativeOrder());
  private final Deque<Integer> open = new ArrayDeque<>();

  NetlinkMessage(int type, int flags, int sequence) {
    bytes.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
  }

  /** The header of nfnetlink: family, version 0 and what it is about, in network order. */
  NetlinkMessage netfilter(int family, int about) {
    bytes.put((byte) family).put((byte) 0);
    bytes.put((byte) (about >> 8)).put((byte) about);
    return this;
  }

  NetlinkMessage raw(byte[] payload) {
    bytes.put(payload);
    return this;
  }

  /** Text with its final zero. */
  NetlinkMessage text(int attribute, String text) {
    return bytes(attribute, (text + '\0').getBytes(StandardCharsets.UTF_8));
  }

  /** A number of 32 bits in network order, as netfilter has them all. */
  NetlinkMessage number(int attribute, int value) {
    return bytes(attribute, ByteBuffer.allocate(4).putInt(value).array());
  }

  NetlinkMessage bytes(int attribute, byte[] value) {
    bytes.putShort((short) (4 + value.length)).putShort((short) attribute).put(value);
    pad();
    return this;
  }

  NetlinkMessage begin(int attribute) {
    open.push(bytes.position());
    bytes.putShort((short) 0).putShort((short) (attribute | NESTED));
    return this;
  }

  NetlinkMessage end() {
    int start = open.pop();
    bytes.putShort(start, (short) (bytes.position() - start));
    return this;
  }

  private void pad() {
    while (bytes.position() % 4 != 0) {
      bytes.put((byte) 0);
    }
  }

  byte[] build() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("an attribute is still open");
    }
    pad();
    bytes.putInt(0, bytes.position());
    byte[] whole = new byte[bytes.position()];
    bytes.get(0, whole);
    return whole;
  }
}
