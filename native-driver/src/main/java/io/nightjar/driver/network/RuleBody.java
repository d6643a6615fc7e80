package io.nightjar.driver.network;

import java.util.ArrayList;
import java.util.List;

/** The expressions of one rule of nftables, in the kernel's terms (linux/netfilter/nf_tables.h). */
final class RuleBody {
  private static final int VERDICT_REGISTER = 0;
  private static final int REGISTER = 1;
  private static final int ACCEPT = 1;

  private static final int META_IN_TYPE = 8;
  private static final int META_OUT_TYPE = 9;
  private static final int META_FAMILY = 15;
  private static final int META_PROTOCOL = 16;
  private static final int LOOPBACK_TYPE = 772;
  private static final int VERSION_4 = 2;
  private static final int VERSION_6 = 10;
  private static final int ICMP_6 = 58;
  private static final int NETWORK_HEADER = 1;
  private static final int TRANSPORT_HEADER = 2;
  private static final int EQUAL = 0;
  private static final int AT_MOST = 3;
  private static final int AT_LEAST = 5;
  private static final int FIRST_NEIGHBOUR_TYPE = 133;
  private static final int LAST_NEIGHBOUR_TYPE = 136;

  private final List<Expression> expressions = new ArrayList<>();

  /** Writes itself into a list of expressions. */
  interface Expression {
    void write(NetlinkMessage message);
  }

  RuleBody loopback(boolean in) {
    return meta(in ? META_IN_TYPE : META_OUT_TYPE)
        .compare(EQUAL, CutTable.hostNumber16(LOOPBACK_TYPE));
  }

  /** Router and neighbour solicitations and advertisements; redirects are not among them. */
  RuleBody neighbours() {
    return meta(META_FAMILY)
        .compare(EQUAL, new byte[] {VERSION_6})
        .meta(META_PROTOCOL)
        .compare(EQUAL, new byte[] {ICMP_6})
        .payload(TRANSPORT_HEADER, 0, 1)
        .compare(AT_LEAST, new byte[] {(byte) FIRST_NEIGHBOUR_TYPE})
        .compare(AT_MOST, new byte[] {(byte) LAST_NEIGHBOUR_TYPE});
  }

  /** From a range where packets come in, to it where they go out. */
  RuleBody address(AddressRange range, boolean in) {
    int size = range.address().length;
    int source = range.isVersion6() ? 8 : 12;
    return meta(META_FAMILY)
        .compare(EQUAL, new byte[] {(byte) (range.isVersion6() ? VERSION_6 : VERSION_4)})
        .payload(NETWORK_HEADER, in ? source : source + size, size)
        .mask(range.mask())
        .compare(EQUAL, range.address());
  }

  List<Expression> accept() {
    return add(
            "immediate",
            message ->
                message.number(1, VERDICT_REGISTER).begin(2).begin(2).number(1, ACCEPT).end().end())
        .expressions;
  }

  private RuleBody meta(int key) {
    return add("meta", message -> message.number(1, REGISTER).number(2, key));
  }

  private RuleBody payload(int base, int offset, int length) {
    return add(
        "payload",
        message -> message.number(1, REGISTER).number(2, base).number(3, offset).number(4, length));
  }

  private RuleBody mask(byte[] mask) {
    return add(
        "bitwise",
        message ->
            message
                .number(1, REGISTER)
                .number(2, REGISTER)
                .number(3, mask.length)
                .begin(4)
                .bytes(1, mask)
                .end()
                .begin(5)
                .bytes(1, new byte[mask.length])
                .end());
  }

  private RuleBody compare(int operation, byte[] value) {
    return add(
        "cmp",
        message -> message.number(1, REGISTER).number(2, operation).begin(3).bytes(1, value).end());
  }

  private RuleBody add(String name, Expression data) {
    expressions.add(
        message -> {
          message.begin(1).text(1, name).begin(2);
          data.write(message);
          message.end().end();
        });
    return this;
  }
}
