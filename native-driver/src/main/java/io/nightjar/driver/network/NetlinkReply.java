package io.nightjar.driver.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One message that the kernel sent, with its payload.
 *
 * @param type as in the header
 * @param payload behind the header, in the machine's order
 */
record NetlinkReply(int type, int sequence, ByteBuffer payload) {
  static final int ERROR = 2;
  static final int DONE = 3;
  private static final int TYPE_MASK = 0x3fff;

  /** The messages of one datagram; what is cut short ends it. */
  static List<NetlinkReply> read(byte[] datagram, int length) {
    ByteBuffer bytes = ByteBuffer.wrap(datagram, 0, length).slice().order(ByteOrder.nativeOrder());
    List<NetlinkReply> replies = new ArrayList<>();
    int at = 0;
    while (at + NetlinkMessage.HEADER <= length) {
      int size = bytes.getInt(at);
      if (size < NetlinkMessage.HEADER || at + size > length) {
        break;
      }
      ByteBuffer payload =
          bytes
              .slice(at + NetlinkMessage.HEADER, size - NetlinkMessage.HEADER)
              .order(ByteOrder.nativeOrder());
      replies.add(new NetlinkReply(bytes.getShort(at + 4) & 0xffff, bytes.getInt(at + 8), payload));
      at += (size + 3) & ~3;
    }
    return replies;
  }

  /** The errno of an error, 0 of an acknowledgement. */
  int errno() {
    return payload.remaining() < 4 ? 0 : -payload.getInt(0);
  }

  /** The attributes behind so many bytes of the payload, the last of each type. */
  Map<Integer, ByteBuffer> attributes(int from) {
    return payload.limit() < from
        ? Map.of()
        : attributes(payload.slice(from, payload.limit() - from));
  }

  static Map<Integer, ByteBuffer> attributes(ByteBuffer nest) {
    Map<Integer, ByteBuffer> attributes = new TreeMap<>();
    for (Attribute attribute : list(nest)) {
      attributes.put(attribute.type, attribute.value);
    }
    return attributes;
  }

  /** One attribute; the value is in the machine's order. */
  record Attribute(int type, ByteBuffer value) {}

  /** In their order. */
  static List<Attribute> list(ByteBuffer nest) {
    ByteBuffer bytes = nest.slice().order(ByteOrder.nativeOrder());
    List<Attribute> attributes = new ArrayList<>();
    int at = 0;
    while (at + 4 <= bytes.limit()) {
      int size = bytes.getShort(at) & 0xffff;
      if (size < 4 || at + size > bytes.limit()) {
        break;
      }
      attributes.add(
          new Attribute(
              bytes.getShort(at + 2) & TYPE_MASK,
              bytes.slice(at + 4, size - 4).order(ByteOrder.nativeOrder())));
      at += (size + 3) & ~3;
    }
    return attributes;
  }

  /** Text up to its final zero. */
  static String text(ByteBuffer value) {
    byte[] bytes = bytes(value);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /** A number of 32 bits in network order. */
  static int number(ByteBuffer value) {
    return value.limit() < 4 ? 0 : value.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(0);
  }

  static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.limit()];
    value.get(0, bytes);
    return bytes;
  }
}
