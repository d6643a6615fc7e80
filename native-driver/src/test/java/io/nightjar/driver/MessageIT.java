package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageIT extends HookIT {
  private static final int EAGAIN = -11;
  private static final int ENOTSOCK = -88;
  private static final int DONT_WAIT = 0x40;
  private static final int BUFFER_BYTES = 256;

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,2,127.0.0.1,0.0.0.0",
    "::1,10,0:0:0:0:0:0:0:1,0:0:0:0:0:0:0:0",
    "::ffff:127.0.0.1,2,127.0.0.1,0.0.0.0"
  })
  void tellsWhereADatagramWent(String address, int family, String remote, String local) {
    KernelRecorder.Run run = call("sendto", address, 9999, "hello", DONT_WAIT);
    EventView event = run.only(EventType.SENDTO);

    assertThat(event.result()).isEqualTo(5);
    assertThat(event.number(Arg.FD)).isEqualTo(3);
    assertThat(event.number(Arg.SIZE)).isEqualTo(5);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(DONT_WAIT);
    assertThat(event.number(Arg.FAMILY)).isEqualTo(family);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo(remote);
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(9999);
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo(local);
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(17);
    assertThat(event.number(Arg.SOCKET_TYPE)).isEqualTo(2);
    assertThat(event.number(Arg.CONNECTED)).isZero();
    assertThat(event.number(Arg.SERVER)).isZero();
    assertThat(event.text(Arg.CONTENT)).isEqualTo("hello");
  }

  @Test
  void takesThePeerOfTheSocketWhereTheCallNamesNone() {
    KernelRecorder.Run run = call("send-connected", "127.0.0.1", 9999, "hello");
    EventView event = run.only(EventType.SENDTO);

    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(9999);
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
    assertThat(event.number(Arg.CONNECTED)).isOne();
  }

  @Test
  void isNotDeceivedByAnAddressThatTheKernelDoesNotUse() {
    KernelRecorder.Run run = call("send-stream", "127.0.0.1", "hello");
    EventView event = run.only(EventType.SENDTO);

    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(run.printed("REMOTE"));
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(6);
    assertThat(event.number(Arg.SERVER)).isZero();
  }

  @Test
  void tellsNothingOfWhatIsNoSocket() {
    EventView event = call("sendto-file", file).only(EventType.SENDTO);

    assertThat(event.result()).isEqualTo(ENOTSOCK);
    assertThat(event.number(Arg.FD)).isEqualTo(3);
    assertThat(event.number(Arg.SIZE)).isEqualTo(1);
    assertThat(event.has(Arg.FAMILY)).isFalse();
    assertThat(event.has(Arg.REMOTE_ADDRESS)).isFalse();
    assertThat(event.has(Arg.CONTENT)).isFalse();
  }

  @Test
  void tellsWhereAMessageInPiecesWent() {
    EventView event = call("sendmsg", "127.0.0.1", 9999, "ab", "cdef").only(EventType.SENDMSG);

    assertThat(event.result()).isEqualTo(6);
    assertThat(event.number(Arg.SIZE)).isEqualTo(6);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(9999);
    assertThat(event.text(Arg.CONTENT)).isEqualTo("ab");
  }

  @Test
  void tellsTheFirstOfSeveralMessages() {
    EventView event = call("sendmmsg", "::1", 9999, "ab", "cdef").only(EventType.SENDMMSG);

    assertThat(event.result()).isEqualTo(2);
    assertThat(event.number(Arg.SIZE)).isEqualTo(6);
    assertThat(event.number(Arg.FAMILY)).isEqualTo(10);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("0:0:0:0:0:0:0:1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(9999);
    assertThat(event.text(Arg.CONTENT)).isEqualTo("ab");
  }

  @Test
  void sendsTheFirstBytesOfLongMessages() {
    EventView event = call("sendto", "127.0.0.1", 9999, "x".repeat(200), 0).only(EventType.SENDTO);

    assertThat(event.number(Arg.SIZE)).isEqualTo(200);
    assertThat(event.text(Arg.CONTENT)).isEqualTo("x".repeat(80));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void tellsWhoADatagramCameFrom(int chosen) {
    KernelRecorder.Run run = call("recvfrom", "127.0.0.1", "hello", chosen);
    EventView event = run.only(EventType.RECVFROM);

    assertThat(event.result()).isEqualTo(5);
    assertThat(event.number(Arg.SIZE)).isEqualTo(BUFFER_BYTES);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(run.printed("REMOTE"));
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
    assertThat(event.number(Arg.SERVER)).as("chose its port").isEqualTo(chosen);
    assertThat(event.number(Arg.CONNECTED)).isZero();
    assertThat(event.text(Arg.CONTENT)).isEqualTo("hello");
  }

  @Test
  void knowsNoSenderWhereNoneWasAskedFor() {
    KernelRecorder.Run run = call("recvfrom-nobody", "::1", "hello", 1);
    EventView event = run.only(EventType.RECVFROM);

    assertThat(event.result()).isEqualTo(5);
    assertThat(event.number(Arg.FAMILY)).isEqualTo(10);
    assertThat(event.has(Arg.REMOTE_ADDRESS)).isFalse();
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
  }

  @Test
  void doesNotTakeWhatLayThereForTheSender() {
    KernelRecorder.Run run = call("recvfrom-nothing", "127.0.0.1");
    EventView event = run.only(EventType.RECVFROM);

    assertThat(event.result()).isEqualTo(EAGAIN);
    assertThat(event.has(Arg.REMOTE_ADDRESS)).isFalse();
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
    assertThat(event.number(Arg.FLAGS)).isEqualTo(DONT_WAIT);
    assertThat(event.has(Arg.CONTENT)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"recvmsg,RECVMSG,5", "recvmmsg,RECVMMSG,1"})
  void tellsWhoAMessageCameFrom(String call, EventType type, int result) {
    KernelRecorder.Run run = call(call, "127.0.0.1", "hello", 1);
    EventView event = run.only(type);

    assertThat(event.result()).isEqualTo(result);
    assertThat(event.number(Arg.SIZE)).isEqualTo(BUFFER_BYTES);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(run.printed("REMOTE"));
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
    assertThat(event.number(Arg.SERVER)).isOne();
    assertThat(event.text(Arg.CONTENT)).as("of the first buffer").isEqualTo("he");
  }

  @Test
  void tellsBothEndsOfUnixSockets() {
    Path path = folder.resolve("socket");
    EventView sent = call("sendto-unix", path, "hello").only(EventType.SENDTO);
    assertThat(sent.result()).isEqualTo(5);
    assertThat(sent.number(Arg.FAMILY)).isEqualTo(1);
    assertThat(sent.text(Arg.PATH)).isEqualTo(path.toString());
    assertThat(sent.text(Arg.LOCAL_PATH)).isEqualTo(path + "2");

    String name = "@nightjar-" + folder.getFileName();
    EventView received = call("recvfrom-unix", name, "hello").only(EventType.RECVFROM);
    assertThat(received.result()).isEqualTo(5);
    assertThat(received.text(Arg.PATH)).isEqualTo(name + "2");
    assertThat(received.text(Arg.LOCAL_PATH)).isEqualTo(name);
    assertThat(received.text(Arg.CONTENT)).isEqualTo("hello");
  }
}
