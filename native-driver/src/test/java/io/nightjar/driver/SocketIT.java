package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SocketIT extends HookIT {
  private static final int EBADF = -9;
  private static final int EAGAIN = -11;
  private static final int ENOTSOCK = -88;
  private static final int EADDRNOTAVAIL = -99;
  private static final int EPROTONOSUPPORT = -93;
  private static final int CLOSE_ON_EXEC = 02000000;

  @Test
  void tellsWhatKindOfSocketIsMade() {
    EventView event = call("socket", 2, 2 | CLOSE_ON_EXEC, 17).only(EventType.SOCKET);

    assertThat(event.result()).isPositive();
    assertThat(event.number(Arg.FAMILY)).isEqualTo(2);
    assertThat(event.number(Arg.SOCKET_TYPE)).isEqualTo(2);
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(17);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(CLOSE_ON_EXEC);
  }

  @Test
  void tellsPacketSocketsAndRefusedOnes() {
    int everyProtocol = 0x0300;
    EventView packet = call("socket", 17, 3, everyProtocol).only(EventType.SOCKET);
    assertThat(packet.number(Arg.FAMILY)).isEqualTo(17);
    assertThat(packet.number(Arg.SOCKET_TYPE)).isEqualTo(3);
    assertThat(packet.number(Arg.PROTOCOL)).isEqualTo(everyProtocol);

    EventView refused = call("socket", 2, 1, 17).only(EventType.SOCKET);
    assertThat(refused.result()).isEqualTo(EPROTONOSUPPORT);
    assertThat(refused.number(Arg.PROTOCOL)).isEqualTo(17);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,2,127.0.0.1", "::1,10,0:0:0:0:0:0:0:1", "::ffff:127.0.0.1,2,127.0.0.1"})
  void tellsThePortThatABindGot(String address, int family, String told) {
    KernelRecorder.Run run = call("bind", address, 0, 1);
    EventView event = run.only(EventType.BIND);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FD)).isEqualTo(3);
    assertThat(event.number(Arg.FAMILY)).isEqualTo(family);
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo(told);
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL")).isPositive();
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(6);
    assertThat(event.number(Arg.SOCKET_TYPE)).isEqualTo(1);
    assertThat(event.number(Arg.SERVER)).as("the port was not its choice").isZero();
    assertThat(event.number(Arg.CONNECTED)).isZero();
    assertThat(event.has(Arg.REMOTE_ADDRESS)).isFalse();
  }

  @Test
  void tellsThePortThatABindChose() {
    long port = call("bind", "127.0.0.1", 0, 2).printed("LOCAL");

    EventView event = call("bind", "127.0.0.1", port, 2).only(EventType.BIND);

    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(port);
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(17);
    assertThat(event.number(Arg.SERVER)).isOne();
  }

  @Test
  void tellsWhatARefusedBindAskedFor() {
    EventView event = call("bind", "203.0.113.9", 81, 1).only(EventType.BIND);

    assertThat(event.result()).isEqualTo(EADDRNOTAVAIL);
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo("203.0.113.9");
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(81);
  }

  @Test
  void tellsTheNamesOfUnixSockets() {
    Path path = folder.resolve("socket");
    EventView event = call("bind", path, 0, 1).only(EventType.BIND);
    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FAMILY)).isEqualTo(1);
    assertThat(event.text(Arg.LOCAL_PATH)).isEqualTo(path.toString());
    assertThat(event.has(Arg.PATH)).isFalse();

    String name = "@nightjar-" + folder.getFileName();
    EventView hidden = call("bind", name, 0, 1).only(EventType.BIND);
    assertThat(hidden.text(Arg.LOCAL_PATH)).isEqualTo(name);

    EventView refused = call("bind", folder + "/no/socket", 0, 1).only(EventType.BIND);
    assertThat(refused.result()).isEqualTo(ENOENT);
    assertThat(refused.text(Arg.LOCAL_PATH)).isEqualTo(folder + "/no/socket");
  }

  @Test
  void tellsNothingOfWhatIsNoSocket() {
    EventView event = call("bind-file", file).only(EventType.BIND);

    assertThat(event.result()).isEqualTo(ENOTSOCK);
    assertThat(event.number(Arg.FD)).isEqualTo(3);
    for (Arg arg : EventType.BIND.args()) {
      assertThat(event.has(arg)).as(arg.name()).isEqualTo(arg == Arg.FD);
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,2,127.0.0.1", "::,10,0:0:0:0:0:0:0:0"})
  void tellsWhereASocketListens(String address, int family, String told) {
    KernelRecorder.Run run = call("listen", address, 7);
    EventView event = run.only(EventType.LISTEN);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FD)).isEqualTo(3);
    assertThat(event.number(Arg.SIZE)).isEqualTo(7);
    assertThat(event.number(Arg.FAMILY)).isEqualTo(family);
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo(told);
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
    assertThat(event.number(Arg.SERVER)).isOne();
    assertThat(event.number(Arg.CONNECTED)).isZero();
    assertThat(event.has(Arg.REMOTE_ADDRESS)).isFalse();
  }

  @Test
  void tellsWhereAUnixSocketListensAndAListenOnNothing() {
    Path path = folder.resolve("socket");
    EventView event = call("listen", path, 1).only(EventType.LISTEN);
    assertThat(event.text(Arg.LOCAL_PATH)).isEqualTo(path.toString());
    assertThat(event.number(Arg.SERVER)).isOne();

    EventView closed = call("listen-closed").only(EventType.LISTEN);
    assertThat(closed.result()).isEqualTo(EBADF);
    assertThat(closed.number(Arg.FD)).isEqualTo(999);
    assertThat(closed.number(Arg.SIZE)).isEqualTo(1);
    assertThat(closed.has(Arg.FAMILY)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,2,127.0.0.1", "::1,10,0:0:0:0:0:0:0:1", "::ffff:127.0.0.1,2,127.0.0.1"})
  void tellsWhoWasAccepted(String address, int family, String told) {
    KernelRecorder.Run run = call("accept", address, -1);
    EventView event = run.only(EventType.ACCEPT);

    assertThat(event.number(Arg.FD)).isEqualTo(run.printed("LISTENER"));
    assertThat(event.number(Arg.FAMILY)).isEqualTo(family);
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo(told);
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo(told);
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(run.printed("REMOTE"));
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(6);
    assertThat(event.number(Arg.SERVER)).isOne();
    assertThat(event.number(Arg.CONNECTED)).isOne();
    assertThat(event.has(Arg.FLAGS)).isFalse();
    assertThat(run.of(EventType.CONNECT).get(0).number(Arg.SERVER)).isZero();
  }

  @Test
  void tellsTheFlagsOfAnAcceptAndUnixSockets() {
    Path path = folder.resolve("socket");
    KernelRecorder.Run run = call("accept", path, CLOSE_ON_EXEC);
    EventView event = run.only(EventType.ACCEPT4);

    assertThat(event.result()).isGreaterThan(run.printed("LISTENER"));
    assertThat(event.number(Arg.FLAGS)).isEqualTo(CLOSE_ON_EXEC);
    assertThat(event.number(Arg.FAMILY)).isEqualTo(1);
    assertThat(event.text(Arg.LOCAL_PATH)).isEqualTo(path.toString());
    assertThat(event.has(Arg.PATH)).as("the client has no name").isFalse();
    assertThat(event.number(Arg.CONNECTED)).isOne();
  }

  @Test
  void tellsWhereNobodyWasAccepted() {
    KernelRecorder.Run run = call("accept-nobody", "127.0.0.1");
    EventView event = run.only(EventType.ACCEPT);

    assertThat(event.result()).isEqualTo(EAGAIN);
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
    assertThat(event.has(Arg.REMOTE_ADDRESS)).isFalse();
    assertThat(event.number(Arg.SERVER)).isOne();
  }
}
