package io.nightjar.driver.scap;

import static io.nightjar.driver.scap.Calls.*;
import static io.nightjar.driver.scap.Captures.SHELL;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.scap.Captures.Read;
import org.junit.jupiter.api.Test;

/** Sockets and copies of descriptors, of old captures and of new ones. */
final class SocketCallsTest {
  private static final int[] HERE = {10, 0, 0, 1};
  private static final int[] THERE = {203, 0, 113, 5};
  private static final int STREAM_CLOSE_ON_EXEC = 1 | 02000000;

  private final ScapWriter writer = Captures.shell();

  @Test
  void aReverseShellOfAnOldCaptureIsSeenThroughItsDescriptors() throws Exception {
    writer
        .form(ScapWriter.Form.FIRST)
        .event(SHELL, SOCKET_E, 2, 1, 0)
        .event(SHELL, SOCKET_X, 4L)
        .event(SHELL, CONNECT_E, 4L)
        .event(SHELL, CONNECT_X, 0L, writer.tuple(HERE, 40000, THERE, 4444))
        .event(SHELL, DUP_1_E, 4L)
        .event(SHELL, DUP_1_X, 0L);

    Read read = Captures.read(writer);

    EventView socket = read.only(EventType.SOCKET);
    assertThat(socket.number(Arg.FAMILY)).isEqualTo(2);
    assertThat(socket.number(Arg.SOCKET_TYPE)).isEqualTo(1);
    assertThat(socket.result()).isEqualTo(4);
    EventView connect = read.only(EventType.CONNECT);
    assertThat(connect.number(Arg.FD)).isEqualTo(4);
    assertEnds(connect);
    EventView dup = read.only(EventType.DUP);
    assertThat(dup.number(Arg.FD)).isEqualTo(4);
    assertThat(dup.result()).isZero();
    assertThat(dup.number(Arg.NEW_FD)).isEqualTo(-1);
    assertThat(dup.number(Arg.FILE_MODE)).isEqualTo(0140000);
    assertEnds(dup);
  }

  @Test
  void aReverseShellOfANewCapture() throws Exception {
    writer
        .event(SHELL, SOCKET_X, 4L, 2, 1, 0, 0)
        .event(
            SHELL,
            CONNECT_X,
            -115L,
            writer.tuple(HERE, 40000, THERE, 4444),
            4L,
            writer.address(4444, THERE))
        .event(SHELL, DUP2_X, 0L, 4L, 0L)
        .event(SHELL, DUP3_X, 1L, 4L, 1L, 1 << 12);

    Read read = Captures.read(writer);

    assertEnds(read.only(EventType.CONNECT));
    assertThat(read.only(EventType.CONNECT).result()).isEqualTo(-115);
    assertThat(read.only(EventType.CONNECT).number(Arg.CONNECTED)).isZero();
    assertEnds(read.only(EventType.DUP2));
    assertThat(read.only(EventType.DUP2).number(Arg.CONNECTED)).isEqualTo(1);
    assertThat(read.only(EventType.DUP2).has(Arg.NEW_FD)).isTrue();
    assertThat(read.only(EventType.DUP2).number(Arg.NEW_FD)).isZero();
    assertThat(read.only(EventType.DUP3).number(Arg.FLAGS)).isEqualTo(02000000);
  }

  private static void assertEnds(EventView event) {
    assertThat(event.number(Arg.FAMILY)).isEqualTo(2);
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo("10.0.0.1");
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(40000);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("203.0.113.5");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(4444);
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(6);
    assertThat(event.number(Arg.SOCKET_TYPE)).isEqualTo(1);
    assertThat(event.number(Arg.SERVER)).isZero();
  }

  @Test
  void refusedConnectIsToldByTheAddressAskedFor() throws Exception {
    writer
        .event(SHELL, SOCKET_X, 4L, 2, 2, 17, 0)
        .event(SHELL, CONNECT_X, -13L, null, 4L, writer.address(53, THERE));

    EventView connect = Captures.read(writer).only(EventType.CONNECT);

    assertThat(connect.address(Arg.REMOTE_ADDRESS)).isEqualTo("203.0.113.5");
    assertThat(connect.number(Arg.REMOTE_PORT)).isEqualTo(53);
    assertThat(connect.has(Arg.LOCAL_ADDRESS)).isFalse();
    assertThat(connect.number(Arg.PROTOCOL)).isEqualTo(17);
  }

  @Test
  void ipv6AndIpv4InItsClothes() throws Exception {
    byte[] real = ScapWriter.octets(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7);
    byte[] mapped = ScapWriter.octets(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 203, 0, 113, 5);
    writer
        .event(SHELL, CONNECT_X, 0L, tuple6(real), 4L, null)
        .event(SHELL, CONNECT_X, 0L, tuple6(mapped), 5L, null);

    Read read = Captures.read(writer);

    EventView six = read.events().get(0);
    assertThat(six.number(Arg.FAMILY)).isEqualTo(10);
    assertThat(six.address(Arg.REMOTE_ADDRESS)).isEqualTo("2001:db8:0:0:0:0:0:7");
    EventView four = read.events().get(1);
    assertThat(four.number(Arg.FAMILY)).isEqualTo(2);
    assertThat(four.address(Arg.REMOTE_ADDRESS)).isEqualTo("203.0.113.5");
  }

  private byte[] tuple6(byte[] address) {
    return writer.pack((byte) 10, address, (short) 1, address, (short) 443);
  }

  @Test
  void unixSocketsHaveTheirPath() throws Exception {
    writer.event(
        SHELL, CONNECT_X, 0L, writer.pack((byte) 1, 5L, 6L, "/run/docker.sock\0"), 3L, null);

    EventView connect = Captures.read(writer).only(EventType.CONNECT);

    assertThat(connect.number(Arg.FAMILY)).isEqualTo(1);
    assertThat(connect.text(Arg.PATH)).isEqualTo("/run/docker.sock");
    assertThat(connect.has(Arg.LOCAL_PATH)).isFalse();
  }

  @Test
  void aUnixServerHasItsNameOnItsOwnEnd() throws Exception {
    writer
        .event(SHELL, BIND_X, 0L, writer.pack((byte) 1, "@abstract\0"), 3L)
        .event(SHELL, ACCEPT_X, 4L, writer.pack((byte) 1, 5L, 6L, "@abstract\0"), (byte) 0, 0, 0);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.BIND).text(Arg.LOCAL_PATH)).isEqualTo("@abstract");
    assertThat(read.only(EventType.BIND).number(Arg.SERVER)).isEqualTo(1);
    assertThat(read.only(EventType.ACCEPT).text(Arg.LOCAL_PATH)).isEqualTo("@abstract");
    assertThat(read.only(EventType.ACCEPT).has(Arg.PATH)).isFalse();
  }

  @Test
  void aServerOfAnOldCapture() throws Exception {
    writer
        .form(ScapWriter.Form.FIRST)
        .event(SHELL, SOCKET_E, 2, STREAM_CLOSE_ON_EXEC, 6)
        .event(SHELL, SOCKET_X, 3L)
        .event(SHELL, BIND_E, 3L)
        .event(SHELL, BIND_X, 0L, writer.address(8080, 0, 0, 0, 0))
        .event(SHELL, LISTEN_E, 3L, 128)
        .event(SHELL, LISTEN_X, 0L)
        .event(SHELL, ACCEPT_1_E)
        .event(SHELL, ACCEPT_1_X, 5L, writer.tuple(THERE, 5555, HERE, 8080), (byte) 1);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.SOCKET).number(Arg.SOCKET_TYPE)).isEqualTo(1);
    assertThat(read.only(EventType.SOCKET).number(Arg.FLAGS)).isEqualTo(02000000);
    assertThat(read.only(EventType.BIND).number(Arg.LOCAL_PORT)).isEqualTo(8080);
    assertThat(read.only(EventType.BIND).address(Arg.LOCAL_ADDRESS)).isEqualTo("0.0.0.0");
    assertThat(read.only(EventType.LISTEN).number(Arg.SIZE)).isEqualTo(128);
    assertThat(read.only(EventType.LISTEN).number(Arg.LOCAL_PORT)).isEqualTo(8080);
    assertAccepted(read.only(EventType.ACCEPT));
  }

  @Test
  void aServerOfANewCapture() throws Exception {
    byte[] from = writer.tuple(THERE, 5555, HERE, 8080);
    writer
        .event(SHELL, BIND_X, 0L, writer.address(8080, 0, 0, 0, 0), 3L)
        .event(SHELL, LISTEN_X, 0L, 3L, 5)
        .event(SHELL, ACCEPT_X, 5L, from, (byte) 0, 0, 0)
        .event(SHELL, ACCEPT4_X, 6L, from, (byte) 0, 0, 0, 2048);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.LISTEN).number(Arg.LOCAL_PORT)).isEqualTo(8080);
    assertAccepted(read.only(EventType.ACCEPT));
    assertThat(read.only(EventType.ACCEPT4).result()).isEqualTo(6);
    assertThat(read.only(EventType.ACCEPT4).number(Arg.FLAGS)).isEqualTo(2048);
  }

  private static void assertAccepted(EventView accept) {
    assertThat(accept.result()).isEqualTo(5);
    assertThat(accept.address(Arg.REMOTE_ADDRESS)).isEqualTo("203.0.113.5");
    assertThat(accept.number(Arg.REMOTE_PORT)).isEqualTo(5555);
    assertThat(accept.number(Arg.LOCAL_PORT)).isEqualTo(8080);
    assertThat(accept.number(Arg.SERVER)).isEqualTo(1);
    assertThat(accept.number(Arg.CONNECTED)).isEqualTo(1);
  }

  @Test
  void messagesHaveTheEndsOfTheirOwn() throws Exception {
    writer
        .event(SHELL, SOCKET_X, 3L, 2, 2, 0, 0)
        .event(SHELL, SENDTO_X, 9L, "query", 3L, 9, writer.tuple(HERE, 1000, THERE, 53))
        .event(SHELL, RECVFROM_X, 40L, "answer", writer.tuple(THERE, 53, HERE, 1000), 3L, 512);

    Read read = Captures.read(writer);

    for (EventType type : new EventType[] {EventType.SENDTO, EventType.RECVFROM}) {
      EventView message = read.only(type);
      assertThat(message.number(Arg.REMOTE_PORT)).isEqualTo(53);
      assertThat(message.number(Arg.LOCAL_PORT)).isEqualTo(1000);
      assertThat(message.number(Arg.PROTOCOL)).isEqualTo(17);
      assertThat(message.number(Arg.FD)).isEqualTo(3);
    }
    assertThat(read.only(EventType.RECVFROM).number(Arg.SIZE)).isEqualTo(512);
    assertThat(read.only(EventType.SENDTO).result()).isEqualTo(9);
    assertThat(read.only(EventType.SENDTO).text(Arg.CONTENT)).isEqualTo("query\0");
    assertThat(read.only(EventType.SENDTO).number(Arg.CONNECTED)).isZero();
  }

  @Test
  void copiesOfPipesAndFilesSayWhatTheyAre() throws Exception {
    writer
        .event(SHELL, PIPE_X, 0L, 3L, 4L, 77L)
        .event(SHELL, OPEN_X, 5L, "/dev/pts/0", 3, 0, 1, 2L)
        .event(SHELL, DUP2_X, 0L, 3L, 0L)
        .event(SHELL, FCNTL_X, 10L, 5L, (byte) 1, 0L)
        .event(SHELL, FCNTL_X, 0L, 5L, (byte) 3, 1L)
        .event(SHELL, DUP_X, 6L, 10L)
        .event(SHELL, CLOSE_X, 0L, 10L)
        .event(SHELL, DUP3_X, 11L, 10L, 11L, 0);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.DUP2).number(Arg.FILE_MODE)).isEqualTo(0010000);
    assertThat(read.only(EventType.DUP).text(Arg.PATH)).isEqualTo("/dev/pts/0");
    assertThat(read.only(EventType.DUP).number(Arg.FILE_MODE)).isEqualTo(0100000);
    assertThat(read.only(EventType.DUP3).has(Arg.FILE_MODE)).isFalse();
    assertThat(read.only(EventType.FCNTL).number(Arg.REQUEST)).isZero();
    assertThat(read.only(EventType.FCNTL).number(Arg.FD)).isEqualTo(5);
    assertThat(read.only(EventType.FCNTL).result()).isEqualTo(10);
    assertThat(read.only(EventType.FCNTL).text(Arg.PATH)).isEqualTo("/dev/pts/0");
    assertThat(read.source().skipped())
        .containsEntry("pipe", 1L)
        .containsEntry("close", 1L)
        .doesNotContainKey("dup2");
  }

  @Test
  void closedRangesAndSocketPairs() throws Exception {
    writer
        .event(SHELL, SOCKETPAIR_X, 0L, 3L, 4L, 0L, 0L, 1, 1, 0)
        .event(SHELL, DUP_X, 5L, 4L)
        .event(SHELL, CLOSE_RANGE_X, 0L, 3, -1, 0)
        .event(SHELL, DUP2_X, 0L, 5L, 0L);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.DUP).number(Arg.FAMILY)).isEqualTo(1);
    assertThat(read.only(EventType.DUP2).has(Arg.FAMILY)).isFalse();
  }
}
