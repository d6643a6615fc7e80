package io.nightjar.driver.network;

import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Records the packets of a pod's network namespace as a pcap file, of every interface. What a rule
 * of the namespace drops on its way out is not among them.
 *
 * <pre>
 *   file:   magic (nanoseconds), version 2.4, zone, accuracy, most bytes of a packet, link type 113
 *   packet: seconds, nanoseconds, bytes here, bytes in all, then the cooked header and the packet
 *   cooked: direction (2), hardware (2), address length (2), address (8), protocol (2)
 * </pre>
 */
public final class PacketCapture {
  private static final int ALL_PROTOCOLS = 0x0300;
  private static final int TRUE_LENGTH = 0x20;
  private static final int MAGIC = 0xa1b23c4d;
  private static final int LINUX_COOKED = 113;
  private static final int COOKED_HEADER = 16;
  private static final int PACKET_HEADER = 16;
  private static final int MOST_OF_A_PACKET = 1 << 16;
  private static final int ADDRESS_BYTES = 20;
  private static final long LOOK_UP_MILLIS = 100;
  private static final int KERNEL_BUFFER = 4 << 20;

  private PacketCapture() {}

  /**
   * What was recorded.
   *
   * @param full whether the bound of its size ended it
   */
  public record Report(long packets, boolean full) {}

  /**
   * Records until the time or the room is over, or the thread is interrupted.
   *
   * @param process a process of the pod
   * @param mostBytes of the file
   * @throws IOException when it may not be recorded; then nothing was written
   */
  public static Report record(
      HeldProcess process, Duration duration, long mostBytes, OutputStream out, InstantSource clock)
      throws IOException {
    SocketCalls calls = SocketCalls.get();
    int socket;
    try (NetworkNamespace namespace = NetworkNamespace.of(process)) {
      if (namespace.isOfTheHost()) {
        throw new IOException("the pod is in the host's network: that is everybody's packets");
      }
      socket = namespace.socket(SocketCalls.AF_PACKET, SocketCalls.SOCK_DGRAM, ALL_PROTOCOLS);
    }
    try {
      calls.receiveTimeout(socket, LOOK_UP_MILLIS);
      calls.receiveBuffer(socket, KERNEL_BUFFER);
      return record(socket, System.nanoTime() + duration.toNanos(), mostBytes, out, clock);
    } finally {
      calls.close(socket);
    }
  }

  private static Report record(
      int socket, long until, long mostBytes, OutputStream out, InstantSource clock)
      throws IOException {
    SocketCalls calls = SocketCalls.get();
    out.write(fileHeader());
    long written = fileHeader().length;
    long packets = 0;
    byte[] packet = new byte[MOST_OF_A_PACKET];
    byte[] address = new byte[ADDRESS_BYTES];
    while (System.nanoTime() - until < 0 && !Thread.currentThread().isInterrupted()) {
      int length = calls.receiveFrom(socket, packet, address, TRUE_LENGTH);
      if (length == -SocketCalls.EAGAIN || length == -SocketCalls.EINTR) {
        continue;
      }
      if (length < 0) {
        throw new KernelRefusal("cannot receive packets", -length);
      }
      int here = Math.min(length, packet.length);
      byte[] header = packetHeader(clock.instant(), here, length, address);
      if (written + header.length + here > mostBytes) {
        return new Report(packets, true);
      }
      out.write(header);
      out.write(packet, 0, here);
      written += header.length + here;
      packets++;
    }
    return new Report(packets, false);
  }

  private static byte[] fileHeader() {
    return ByteBuffer.allocate(24)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC)
        .putShort((short) 2)
        .putShort((short) 4)
        .putInt(0)
        .putInt(0)
        .putInt(MOST_OF_A_PACKET + COOKED_HEADER)
        .putInt(LINUX_COOKED)
        .array();
  }

  private static byte[] packetHeader(Instant at, int here, int length, byte[] address) {
    ByteBuffer from = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    int hardware = from.getShort(8) & 0xffff;
    int direction = address[10];
    int addressLength = address[11];
    ByteBuffer header =
        ByteBuffer.allocate(PACKET_HEADER + COOKED_HEADER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) at.getEpochSecond())
            .putInt(at.getNano())
            .putInt(here + COOKED_HEADER)
            .putInt(length + COOKED_HEADER);
    return header
        .order(ByteOrder.BIG_ENDIAN)
        .putShort((short) direction)
        .putShort((short) hardware)
        .putShort((short) addressLength)
        .put(address, 12, 8)
        .put(address, 2, 2)
        .array();
  }
}
