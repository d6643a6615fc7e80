package io.nightjar.rules.match;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address. An IPv4 address in IPv6 clothes is the IPv4 address.
 *
 * @param high the first 8 bytes of an IPv6 address, 0 for IPv4
 * @param low the last 8 bytes of an IPv6 address, or the IPv4 address
 */
public record IpAddress(boolean v6, long high, long low) {
  private static final long MAPPED_MASK = 0xFFFF_FFFF_0000_0000L;
  private static final long MAPPED_PREFIX = 0x0000_FFFF_0000_0000L;

  public static IpAddress v4(int address) {
    return new IpAddress(false, 0, Integer.toUnsignedLong(address));
  }

  /** From the two halves in network order. */
  public static IpAddress v6(long high, long low) {
    return isMapped(high, low) ? v4((int) low) : new IpAddress(true, high, low);
  }

  /** Whether it is an IPv4 address in the form of IPv6, {@code ::ffff:10.0.0.7}. */
  public static boolean isMapped(long high, long low) {
    return high == 0 && (low & MAPPED_MASK) == MAPPED_PREFIX;
  }

  /** From a numeric text, never asking a name server; null if it is none. */
  public static @Nullable IpAddress parse(String text) {
    if (text.length() > 45 || !text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      return null;
    }
    if (text.indexOf(':') < 0) {
      return parseDotted(text);
    }
    try {
      byte[] bytes = InetAddress.getByName(text).getAddress();
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return bytes.length == 4 ? v4(buffer.getInt()) : v6(buffer.getLong(), buffer.getLong());
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static @Nullable IpAddress parseDotted(String text) {
    if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
      return null;
    }
    int address = 0;
    for (String part : text.split("\\.")) {
      int value = Integer.parseInt(part);
      if (value > 255) {
        return null;
      }
      address = address << 8 | value;
    }
    return v4(address);
  }

  @Override
  public String toString() {
    if (!v6) {
      return (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
    }
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    return compressed(bytes);
  }

  /** The text form of RFC 5952: the longest run of zero groups becomes two colons. */
  private static String compressed(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 255) << 8 | (bytes[2 * i + 1] & 255);
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int start = 0; start < 8; start++) {
      int end = start;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - start > bestLength) {
        bestStart = start;
        bestLength = end - start;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
