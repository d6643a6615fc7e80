package io.nightjar.driver.network;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Nightjar's table of nftables, as messages for the kernel: whatever comes in and whatever a
 * process sends is dropped, established or not, but for loopback and the ranges that are allowed.
 *
 * <pre>
 *   table inet nightjar {
 *     chain in  { type filter hook prerouting priority -500; policy drop; … }
 *     chain out { type filter hook output     priority -500; policy drop; … }
 *   }
 * </pre>
 *
 * <p>What is forwarded passes {@code in}. An accept here is not the last word, a drop is: other
 * tables may drop more, never less. Every rule bears the id of the response as its comment, where
 * {@code nft list ruleset} shows it.
 */
final class CutTable {
  static final String NAME = "nightjar";
  static final String IN = "in";
  static final String OUT = "out";

  static final int FAMILY_INET = 1;
  static final int PRIORITY = -500;
  static final int POLICY_DROP = 0;
  static final int PREROUTING = 0;
  static final int OUTPUT = 3;

  private static final int SUBSYSTEM = 10;
  static final int NEW_TABLE = SUBSYSTEM << 8;
  static final int GET_TABLE = SUBSYSTEM << 8 | 1;
  static final int DELETE_TABLE = SUBSYSTEM << 8 | 2;
  static final int NEW_CHAIN = SUBSYSTEM << 8 | 3;
  static final int GET_CHAIN = SUBSYSTEM << 8 | 4;
  static final int NEW_RULE = SUBSYSTEM << 8 | 6;
  static final int GET_RULE = SUBSYSTEM << 8 | 7;
  private static final int BATCH_BEGIN = 16;
  private static final int BATCH_END = 17;

  private final List<AddressRange> allowed;
  private final String responseId;

  CutTable(List<AddressRange> allowed, String responseId) {
    this.allowed = List.copyOf(allowed);
    this.responseId = responseId;
  }

  /** Messages that take effect all or not at all. */
  static final class Batch {
    private final NetlinkSocket socket;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int last;

    Batch(NetlinkSocket socket) {
      this.socket = socket;
      edge(BATCH_BEGIN);
    }

    NetlinkMessage message(int type, int flags) {
      last = socket.next();
      return new NetlinkMessage(type, NetlinkMessage.REQUEST | NetlinkMessage.ACK | flags, last)
          .netfilter(FAMILY_INET, 0);
    }

    void add(NetlinkMessage message) {
      bytes.writeBytes(message.build());
    }

    private void edge(int type) {
      bytes.writeBytes(
          new NetlinkMessage(type, NetlinkMessage.REQUEST, socket.next())
              .netfilter(0, SUBSYSTEM)
              .build());
    }

    void commit() throws java.io.IOException {
      edge(BATCH_END);
      socket.transact(bytes.toByteArray(), last);
    }
  }

  void install(NetlinkSocket socket) throws java.io.IOException {
    Batch batch = new Batch(socket);
    batch.add(batch.message(NEW_TABLE, NetlinkMessage.CREATE_NEW).text(1, NAME));
    chain(batch, IN, PREROUTING);
    chain(batch, OUT, OUTPUT);
    rule(batch, IN, "loopback", new RuleBody().loopback(true));
    rule(batch, OUT, "loopback", new RuleBody().loopback(false));
    if (allowed.stream().anyMatch(AddressRange::isVersion6)) {
      // without its neighbours nobody is reached; they are never further than the next router
      rule(batch, IN, "neighbours", new RuleBody().neighbours());
      rule(batch, OUT, "neighbours", new RuleBody().neighbours());
    }
    for (AddressRange range : allowed) {
      rule(batch, IN, "allow " + range, new RuleBody().address(range, true));
      rule(batch, OUT, "allow " + range, new RuleBody().address(range, false));
    }
    batch.commit();
  }

  static void remove(NetlinkSocket socket) throws java.io.IOException {
    Batch batch = new Batch(socket);
    batch.add(batch.message(DELETE_TABLE, 0).text(1, NAME));
    batch.commit();
  }

  private static void chain(Batch batch, String name, int hook) {
    batch.add(
        batch
            .message(NEW_CHAIN, NetlinkMessage.CREATE)
            .text(1, NAME)
            .text(3, name)
            .begin(4)
            .number(1, hook)
            .number(2, PRIORITY)
            .end()
            .number(5, POLICY_DROP)
            .text(7, "filter"));
  }

  private void rule(Batch batch, String chain, String what, RuleBody body) {
    NetlinkMessage message =
        batch
            .message(NEW_RULE, NetlinkMessage.CREATE | NetlinkMessage.APPEND)
            .text(1, NAME)
            .text(2, chain)
            .begin(4);
    body.accept().forEach(expression -> expression.write(message));
    batch.add(message.end().bytes(7, comment(responseId + ": " + what)));
  }

  /** As nft writes it: type 0, length, text with its zero. */
  static byte[] comment(String text) {
    byte[] words = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(words.length, 127);
    return ByteBuffer.allocate(length + 3)
        .put((byte) 0)
        .put((byte) (length + 1))
        .put(words, 0, length)
        .put((byte) 0)
        .array();
  }

  /** The text of a comment, or empty. */
  static String comment(byte[] userData) {
    return userData.length < 3 || userData[0] != 0 || (userData[1] & 0xff) > userData.length - 2
        ? ""
        : NetlinkReply.text(ByteBuffer.wrap(userData, 2, userData[1] & 0xff).slice());
  }

  static byte[] hostNumber16(int value) {
    return ByteBuffer.allocate(2).order(ByteOrder.nativeOrder()).putShort((short) value).array();
  }
}
