package io.nightjar.driver.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses as {@code 10.0.0.0/8} or {@code fd00::/8}; a bare address is a range of one.
 */
public final class AddressRange {
  private static final Pattern NUMERIC =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private final byte[] address;
  private final int bits;

  private AddressRange(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** Empty for what is no such range; names are never looked up. */
  public static Optional<AddressRange> parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length > 2 || !NUMERIC.matcher(parts[0]).matches()) {
      return Optional.empty();
    }
    try {
      byte[] address = InetAddress.getByName(parts[0]).getAddress();
      int bits = parts.length == 1 ? address.length * 8 : Integer.parseInt(parts[1]);
      if (bits < 0 || bits > address.length * 8) {
        return Optional.empty();
      }
      return Optional.of(new AddressRange(masked(address, bits), bits));
    } catch (UnknownHostException | NumberFormatException notOne) {
      return Optional.empty();
    }
  }

  /** Its first address. */
  byte[] address() {
    return address.clone();
  }

  int bits() {
    return bits;
  }

  boolean isVersion6() {
    return address.length == 16;
  }

  boolean contains(byte[] other) {
    return other.length == address.length && Arrays.equals(masked(other, bits), address);
  }

  byte[] mask() {
    byte[] ones = new byte[address.length];
    Arrays.fill(ones, (byte) 0xff);
    return masked(ones, bits);
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      int of = Math.clamp(bits - i * 8L, 0, 8);
      masked[i] = (byte) (address[i] & (0xff << (8 - of)));
    }
    return masked;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange range
        && bits == range.bits
        && Arrays.equals(address, range.address);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address) + bits;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(address).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }
}
