package io.nightjar.rules.match;

import org.jspecify.annotations.Nullable;

/** A network in CIDR notation; an address alone is the network of that one address. */
public record IpNetwork(IpAddress base, int prefixLength) {

  /** From {@code 10.0.0.0/8} or an address; null if the text is neither. */
  public static @Nullable IpNetwork parse(String text) {
    int slash = text.indexOf('/');
    IpAddress base = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (base == null) {
      return null;
    }
    int width = base.v6() ? 128 : 32;
    if (slash < 0) {
      return new IpNetwork(base, width);
    }
    String length = text.substring(slash + 1);
    if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > width) {
      return null;
    }
    return new IpNetwork(base, Integer.parseInt(length));
  }

  /** False for an address of the other family. */
  public boolean contains(IpAddress address) {
    if (address.v6() != base.v6()) {
      return false;
    }
    if (!base.v6()) {
      return samePrefix(address.low() << 32, base.low() << 32, prefixLength);
    }
    return samePrefix(address.high(), base.high(), Math.min(64, prefixLength))
        && samePrefix(address.low(), base.low(), Math.max(0, prefixLength - 64));
  }

  private static boolean samePrefix(long a, long b, int bits) {
    return bits == 0 || (a ^ b) >>> (64 - bits) == 0;
  }
}
