package io.nightjar.driver.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table named {@code nightjar} as the kernel lists it.
 *
 * @param lines a line for each chain and rule, in order: what can be compared with what was put
 *     there, and shown to a person
 * @param responseId of the response that put it there, or empty when no rule says so
 * @param drops whether both chains drop what no rule accepts
 */
record ListedTable(List<String> lines, String responseId, boolean drops) {
  private static final int NETFILTER_HEADER = 4;
  private static final int SHOWN_DIGITS = 12;

  /** Null when there is none. */
  static @Nullable ListedTable read(NetlinkSocket socket) throws IOException {
    if (list(socket, CutTable.GET_TABLE, 1).isEmpty()) {
      return null;
    }
    List<String> lines = new ArrayList<>();
    int dropping = 0;
    for (Map<Integer, ByteBuffer> chain : list(socket, CutTable.GET_CHAIN, 1)) {
      lines.add(chain(chain));
      dropping += isDropping(chain) ? 1 : 0;
    }
    String id = "";
    for (Map<Integer, ByteBuffer> rule : list(socket, CutTable.GET_RULE, 1)) {
      String comment = CutTable.comment(NetlinkReply.bytes(part(rule, 7)));
      id = id.isEmpty() && comment.contains(": ") ? comment.split(": ", 2)[0] : id;
      lines.add(
          "rule in chain "
              + NetlinkReply.text(part(rule, 2))
              + " \""
              + comment
              + "\" "
              + digest(NetlinkReply.bytes(part(rule, 4))));
    }
    return new ListedTable(List.copyOf(lines), id, dropping == 2);
  }

  private static String chain(Map<Integer, ByteBuffer> chain) {
    Map<Integer, ByteBuffer> hook = NetlinkReply.attributes(part(chain, 4));
    return "chain "
        + NetlinkReply.text(part(chain, 3))
        + " hook "
        + NetlinkReply.number(part(hook, 1))
        + " priority "
        + NetlinkReply.number(part(hook, 2))
        + (NetlinkReply.number(part(chain, 5)) == CutTable.POLICY_DROP ? " drop" : " accept");
  }

  private static boolean isDropping(Map<Integer, ByteBuffer> chain) {
    Map<Integer, ByteBuffer> hook = NetlinkReply.attributes(part(chain, 4));
    int at = hook.containsKey(1) ? NetlinkReply.number(part(hook, 1)) : -1;
    String name = NetlinkReply.text(part(chain, 3));
    return chain.containsKey(5)
        && NetlinkReply.number(part(chain, 5)) == CutTable.POLICY_DROP
        && ((name.equals(CutTable.IN) && at == CutTable.PREROUTING)
            || (name.equals(CutTable.OUT) && at == CutTable.OUTPUT));
  }

  private static ByteBuffer part(Map<Integer, ByteBuffer> of, int type) {
    return of.getOrDefault(type, ByteBuffer.allocate(0));
  }

  /** What there is of our table, each by its attributes. */
  private static List<Map<Integer, ByteBuffer>> list(
      NetlinkSocket socket, int type, int tableAttribute) throws IOException {
    byte[] request =
        new NetlinkMessage(type, NetlinkMessage.REQUEST | NetlinkMessage.DUMP, socket.next())
            .netfilter(CutTable.FAMILY_INET, 0)
            .build();
    List<Map<Integer, ByteBuffer>> ours = new ArrayList<>();
    for (NetlinkReply reply : socket.dump(request)) {
      Map<Integer, ByteBuffer> attributes = reply.attributes(NETFILTER_HEADER);
      if (NetlinkReply.text(part(attributes, tableAttribute)).equals(CutTable.NAME)) {
        ours.add(attributes);
      }
    }
    return ours;
  }

  private static String digest(byte[] expressions) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(expressions);
      return HexFormat.of().formatHex(digest).substring(0, SHOWN_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
