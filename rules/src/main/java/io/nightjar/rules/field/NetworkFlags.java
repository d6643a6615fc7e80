package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of address families, in the spelling of Falco's events. */
final class NetworkFlags {
  private static final Map<String, Long> FAMILIES = new LinkedHashMap<>();
  private static final Map<Long, String> NAMES = new LinkedHashMap<>();

  static {
    // some numbers have two names, and Falco prints both
    String[] names = {
      "AF_UNSPEC 0",
      "AF_LOCAL 1",
      "AF_UNIX 1",
      "AF_INET 2",
      "AF_AX25 3",
      "AF_IPX 4",
      "AF_APPLETALK 5",
      "AF_NETROM 6",
      "AF_BRIDGE 7",
      "AF_ATMPVC 8",
      "AF_X25 9",
      "AF_INET6 10",
      "AF_ROSE 11",
      "AF_DECnet 12",
      "AF_NETBEUI 13",
      "AF_SECURITY 14",
      "AF_KEY 15",
      "AF_ROUTE 16",
      "AF_NETLINK 16",
      "AF_PACKET 17",
      "AF_ASH 18",
      "AF_ECONET 19",
      "AF_ATMSVC 20",
      "AF_RDS 21",
      "AF_SNA 22",
      "AF_IRDA 23",
      "AF_PPPOX 24",
      "AF_WANPIPE 25",
      "AF_LLC 26",
      "AF_CAN 29",
      "AF_TIPC 30",
      "AF_BLUETOOTH 31",
      "AF_IUCV 32",
      "AF_RXRPC 33",
      "AF_ISDN 34",
      "AF_PHONET 35",
      "AF_IEEE802154 36",
      "AF_CAIF 37",
      "AF_ALG 38",
      "AF_NFC 39"
    };
    for (String line : names) {
      int blank = line.indexOf(' ');
      long number = Long.parseLong(line.substring(blank + 1));
      FAMILIES.put(line.substring(0, blank), number);
      NAMES.merge(number, line.substring(0, blank), (first, second) -> first + "|" + second);
    }
  }

  private NetworkFlags() {}

  /** {@code AF_PACKET} for 17; null if it has no name. */
  static @Nullable String family(long number) {
    return NAMES.get(number);
  }

  static List<Possibility> familyOrigin() {
    return Possibility.always(new Origin.Choice(Arg.FAMILY, NAMES, null));
  }

  static @Nullable Long bitsOf(String name) {
    return FAMILIES.get(name);
  }
}
