package io.nightjar.driver.scap;

import io.nightjar.driver.scap.Descriptor.Kind;
import java.net.InetAddress;
import java.util.function.BiConsumer;

/** Reads a list of descriptors: those of one process when the capture began. */
final class DescriptorList {
  static final int MAX_TEXT = 4096;
  private static final int MAX_ENTRY = 1 << 14;
  private static final int SMALLEST = 17;
  private static final int NETLINK = 16;
  private static final int OPEN_CLOSE_ON_EXEC = 1 << 12;

  private DescriptorList() {}

  /** Hands over each descriptor with its number. The thread's id was read before. */
  static void read(Cursor block, boolean sized, BiConsumer<Long, Descriptor> to)
      throws CorruptCapture {
    while (block.remaining() >= SMALLEST) {
      if (sized) {
        // the length counts itself
        entry(block.part(block.u32() - Integer.BYTES, MAX_ENTRY), to);
      } else {
        entry(block, to);
      }
    }
  }

  private static void entry(Cursor entry, BiConsumer<Long, Descriptor> to) throws CorruptCapture {
    long fd = entry.i64();
    entry.i64();
    Descriptor descriptor = descriptor(entry, entry.u8());
    to.accept(fd, descriptor);
  }

  private static Descriptor descriptor(Cursor entry, int type) throws CorruptCapture {
    return switch (type) {
      case 1 -> file(Kind.FILE, entry, false);
      case 2 -> file(Kind.DIRECTORY, entry, false);
      case 3 -> connection(entry, SocketEnds.IPV4, 4);
      case 4 -> connection(entry, SocketEnds.IPV6, 16);
      case 5 -> server(entry, SocketEnds.IPV4, 4);
      case 6 -> server(entry, SocketEnds.IPV6, 16);
      case 7 -> file(Kind.PIPE, entry, false);
      case 8 -> unix(entry);
      case 15 -> {
        entry.text(MAX_TEXT);
        yield Descriptor.ofSocket(SocketState.of(NETLINK, 0, 0), false);
      }
      case 16 -> file(Kind.FILE, entry, (entry.u32() & OPEN_CLOSE_ON_EXEC) != 0);
      case 9, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21 -> file(Kind.OTHER, entry, false);
      case 0 -> Descriptor.ofFile(Kind.OTHER, null, false);
      default -> {
        // one that came later: of entries without a length nothing behind it can be read
        entry.skip(entry.remaining());
        yield Descriptor.ofFile(Kind.OTHER, null, false);
      }
    };
  }

  private static Descriptor file(Kind kind, Cursor entry, boolean closeOnExec)
      throws CorruptCapture {
    String path = entry.text(MAX_TEXT);
    return Descriptor.ofFile(kind, path.isEmpty() ? null : path, closeOnExec);
  }

  private static Descriptor connection(Cursor entry, int family, int width) throws CorruptCapture {
    InetAddress local = SocketEnds.address(entry.bytes(width));
    InetAddress remote = SocketEnds.address(entry.bytes(width));
    int localPort = entry.u16();
    int remotePort = entry.u16();
    SocketState socket =
        socket(entry.u8(), SocketEnds.familyOf(local, family)).from(local, localPort, null);
    return Descriptor.ofSocket(
        remotePort == 0 ? socket : socket.to(remote, remotePort, null).whenConnected(), false);
  }

  private static Descriptor server(Cursor entry, int family, int width) throws CorruptCapture {
    InetAddress local = SocketEnds.address(entry.bytes(width));
    int port = entry.u16();
    SocketState socket = socket(entry.u8(), SocketEnds.familyOf(local, family));
    return Descriptor.ofSocket(socket.from(local, port, null).whenServing(), false);
  }

  private static SocketState socket(int layer4, int family) {
    return switch (layer4) {
      case 2 -> SocketState.of(family, 1, 6);
      case 3 -> SocketState.of(family, 2, 17);
      case 4 -> SocketState.of(family, 3, 1);
      case 5 -> SocketState.of(family, 3, 255);
      default -> SocketState.of(family, 0, 0);
    };
  }

  private static Descriptor unix(Cursor entry) throws CorruptCapture {
    entry.i64();
    long peer = entry.i64();
    String name = entry.text(MAX_TEXT);
    SocketState socket =
        SocketState.of(SocketEnds.UNIX, 0, 0).from(null, 0, name.isEmpty() ? null : name);
    return Descriptor.ofSocket(peer == 0 ? socket : socket.whenConnected(), false);
  }
}
