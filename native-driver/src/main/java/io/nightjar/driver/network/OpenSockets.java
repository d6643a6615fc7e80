package io.nightjar.driver.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Destroys the connections of a network namespace, as sock_diag(7) lists them: their processes see
 * them aborted at once. Listening sockets stay, so that the pod can serve again when it may; so do
 * connections within the pod and those to allowed addresses.
 */
final class OpenSockets {
  private static final int BY_FAMILY = 20;
  private static final int DESTROY = 21;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int VERSION_4 = 2;
  private static final int VERSION_6 = 10;
  private static final int ESTABLISHED = 1;
  // all but time-wait, closed and listening
  private static final int TCP_STATES = 0x1fff & ~(1 << 6 | 1 << 7 | 1 << 10 | 1);
  private static final int ID = 4;
  private static final int ID_BYTES = 48;
  private static final int MESSAGE_BYTES = 72;
  private static final int REQUEST_BYTES = 56;

  private final NetlinkSocket socket;
  private final List<AddressRange> allowed;
  private final List<String> left = new ArrayList<>();
  private int destroyed;

  OpenSockets(NetlinkSocket socket, List<AddressRange> allowed) {
    this.socket = socket;
    this.allowed = allowed;
  }

  /**
   * What was done.
   *
   * @param left why connections stayed, one line a reason
   */
  record Report(int destroyed, List<String> left) {}

  Report destroy() throws IOException {
    for (int family : new int[] {VERSION_4, VERSION_6}) {
      destroy(family, TCP, TCP_STATES);
      destroy(family, UDP, 1 << ESTABLISHED);
    }
    return new Report(destroyed, left.stream().distinct().toList());
  }

  private void destroy(int family, int protocol, int states) throws IOException {
    List<NetlinkReply> listed;
    try {
      listed =
          socket.dump(
              request(
                  BY_FAMILY,
                  NetlinkMessage.DUMP,
                  family,
                  protocol,
                  states,
                  new byte[ID_BYTES],
                  socket.next()));
    } catch (KernelRefusal without) {
      // a kernel without IPv6 has none of its sockets either
      if (without.errno() != KernelRefusal.ENOENT && family == VERSION_4) {
        left.add("connections cannot be listed: " + without.getMessage());
      }
      return;
    }
    for (NetlinkReply reply : listed) {
      ByteBuffer message = reply.payload();
      if (message.limit() >= MESSAGE_BYTES && isToGo(message, family)) {
        byte[] id = new byte[ID_BYTES];
        message.get(ID, id);
        destroyOne(family, protocol, states, id);
      }
    }
  }

  private void destroyOne(int family, int protocol, int states, byte[] id) throws IOException {
    int number = socket.next();
    try {
      socket.transact(
          request(DESTROY, NetlinkMessage.ACK, family, protocol, states, id, number), number);
      destroyed++;
    } catch (KernelRefusal refused) {
      if (refused.errno() != KernelRefusal.ENOENT) {
        left.add(
            refused.errno() == KernelRefusal.EOPNOTSUPP
                ? "established connections are cut, but not closed: the kernel was built without"
                    + " CONFIG_INET_DIAG_DESTROY"
                : "a connection was not closed: " + refused.getMessage());
      }
    }
  }

  private boolean isToGo(ByteBuffer message, int family) {
    try {
      int size = family == VERSION_4 ? 4 : 16;
      byte[] own = new byte[size];
      byte[] peer = new byte[size];
      message.get(ID + 4, own);
      message.get(ID + 20, peer);
      // an address of version 4 within one of version 6 comes out as version 4
      InetAddress to = InetAddress.getByAddress(peer);
      return !to.isLoopbackAddress()
          && !Arrays.equals(own, peer)
          && allowed.stream().noneMatch(range -> range.contains(to.getAddress()));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** Whether the kernel can destroy sockets at all: asked for one that there is not. */
  static boolean canDestroy(NetlinkSocket socket) throws IOException {
    int number = socket.next();
    try {
      socket.transact(
          request(
              DESTROY, NetlinkMessage.ACK, VERSION_4, TCP, TCP_STATES, new byte[ID_BYTES], number),
          number);
      return true;
    } catch (KernelRefusal refused) {
      return refused.errno() == KernelRefusal.ENOENT;
    }
  }

  private static byte[] request(
      int type, int flags, int family, int protocol, int states, byte[] id, int number) {
    byte[] request =
        ByteBuffer.allocate(REQUEST_BYTES)
            .order(ByteOrder.nativeOrder())
            .put((byte) family)
            .put((byte) protocol)
            .putShort((short) 0)
            .putInt(states)
            .put(id)
            .array();
    return new NetlinkMessage(type, NetlinkMessage.REQUEST | flags, number).raw(request).build();
  }
}
