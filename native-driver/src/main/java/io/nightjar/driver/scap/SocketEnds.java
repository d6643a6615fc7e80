package io.nightjar.driver.scap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An address or both ends of a connection, as captures write them: addresses as on the wire, ports
 * in the byte order of the file. An IPv4 address in IPv6's clothes becomes an IPv4 address.
 *
 * @param family 1 unix, 2 IPv4, 10 IPv6 and so on
 * @param source where from; of an address alone: the address
 * @param path of a unix socket, an abstract one with a leading {@code @}
 */
record SocketEnds(
    int family,
    @Nullable InetAddress source,
    int sourcePort,
    @Nullable InetAddress destination,
    int destinationPort,
    @Nullable String path) {
  static final int UNIX = 1;
  static final int IPV4 = 2;
  static final int IPV6 = 10;

  private static final int UNIX_POINTERS = 2 * Long.BYTES;

  /** Reads an address (SOCKADDR); null when it says nothing. */
  static @Nullable SocketEnds ofAddress(@Nullable ByteBuffer bytes) {
    return read(bytes, false);
  }

  /** Reads both ends (SOCKTUPLE); null when it says nothing. */
  static @Nullable SocketEnds ofTuple(@Nullable ByteBuffer bytes) {
    return read(bytes, true);
  }

  private static @Nullable SocketEnds read(@Nullable ByteBuffer bytes, boolean tuple) {
    if (bytes == null || bytes.capacity() == 0) {
      return null;
    }
    int family = Byte.toUnsignedInt(bytes.get(0));
    return switch (family) {
      case UNIX -> unix(bytes, tuple ? 1 + UNIX_POINTERS : 1);
      case IPV4 -> internet(family, 4, bytes, tuple);
      case IPV6 -> internet(family, 16, bytes, tuple);
      default -> new SocketEnds(family, null, 0, null, 0, null);
    };
  }

  private static SocketEnds unix(ByteBuffer bytes, int pathAt) {
    String path = bytes.capacity() <= pathAt ? "" : Call.Texts.untilZero(bytes, pathAt);
    return new SocketEnds(UNIX, null, 0, null, 0, path.isEmpty() ? null : path);
  }

  private static SocketEnds internet(int family, int width, ByteBuffer bytes, boolean tuple) {
    int end = width + Short.BYTES;
    if (bytes.capacity() < 1 + (tuple ? 2 * end : end)) {
      return new SocketEnds(family, null, 0, null, 0, null);
    }
    InetAddress source = address(bytes, 1, width);
    InetAddress destination = tuple ? address(bytes, 1 + end, width) : null;
    return new SocketEnds(
        familyOf(source, family),
        source,
        Short.toUnsignedInt(bytes.getShort(1 + width)),
        destination,
        tuple ? Short.toUnsignedInt(bytes.getShort(1 + end + width)) : 0,
        null);
  }

  /** The family that an address has once it is unclothed. */
  static int familyOf(@Nullable InetAddress address, int family) {
    return address != null && address.getAddress().length == 4 ? IPV4 : family;
  }

  private static @Nullable InetAddress address(ByteBuffer bytes, int at, int width) {
    byte[] address = new byte[width];
    bytes.get(at, address);
    return address(address);
  }

  /** An address of 4 or 16 bytes. */
  static @Nullable InetAddress address(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException wrongLength) {
      return null;
    }
  }
}
