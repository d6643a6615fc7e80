package io.nightjar.driver.scap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of one process, or of several that share them. What is more than a process or a
 * machine usually has is not remembered.
 */
final class Descriptors {
  /** How many descriptors of all processes together can be remembered yet. */
  static final class Room {
    private int left = 1 << 18;

    int left() {
      return left;
    }
  }

  private static final int MAX = 1 << 14;

  private final Map<Integer, Descriptor> byNumber = new HashMap<>();
  private final Room room;
  private int holders = 1;

  Descriptors(Room room) {
    this.room = room;
  }

  @Nullable Descriptor get(long fd) {
    return byNumber.get((int) fd);
  }

  /** Path of a file or directory; empty when not known. */
  String path(long fd) {
    Descriptor descriptor = get(fd);
    return descriptor == null || descriptor.path() == null ? "" : descriptor.path();
  }

  void put(long fd, Descriptor descriptor) {
    if (fd < 0 || fd > Integer.MAX_VALUE) {
      return;
    }
    if (get(fd) == null) {
      if (byNumber.size() >= MAX || room.left <= 0) {
        return;
      }
      room.left--;
    }
    byNumber.put((int) fd, descriptor);
  }

  void remove(long fd) {
    if (byNumber.remove((int) fd) != null) {
      room.left++;
    }
  }

  void removeBetween(long first, long last) {
    int before = byNumber.size();
    byNumber.keySet().removeIf(fd -> fd >= first && fd <= last);
    room.left += before - byNumber.size();
  }

  void exec() {
    int before = byNumber.size();
    byNumber.values().removeIf(Descriptor::closeOnExec);
    room.left += before - byNumber.size();
  }

  /** Connections to a port that this process listens on were accepted there. */
  void findAccepted() {
    Set<Integer> listened = new HashSet<>();
    byNumber.values().forEach(each -> addListened(each, listened));
    byNumber.replaceAll(
        (fd, each) -> {
          SocketState socket = each.socket();
          return socket != null && socket.connected() && listened.contains(socket.localPort())
              ? Descriptor.ofSocket(socket.whenServing(), each.closeOnExec())
              : each;
        });
  }

  private static void addListened(Descriptor descriptor, Set<Integer> ports) {
    SocketState socket = descriptor.socket();
    if (socket != null && socket.serving() && socket.local() != null) {
      ports.add(socket.localPort());
    }
  }

  int size() {
    return byNumber.size();
  }

  /** Those of a child that has a table of its own. */
  Descriptors copy() {
    Descriptors copy = new Descriptors(room);
    byNumber.forEach(copy::put);
    return copy;
  }

  /** These, for a child that shares them. */
  Descriptors share() {
    holders++;
    return this;
  }

  /** A process that had them is gone. */
  void release() {
    holders--;
    if (holders == 0) {
      room.left += byNumber.size();
      byNumber.clear();
    }
  }
}
