package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DupIT extends HookIT {
  private static final int EBADF = -9;
  private static final long KIND = 0170000;
  private static final long SOCKET = 0140000;
  private static final long PIPE = 0010000;
  private static final long FILE = 0100000;
  private static final int CLOSE_ON_EXEC = 02000000;

  @ParameterizedTest
  @CsvSource({"127.0.0.1,2,127.0.0.1", "::1,10,0:0:0:0:0:0:0:1", "::ffff:127.0.0.1,2,127.0.0.1"})
  void tellsTheConnectionThatBecomesStandardInput(String address, int family, String told) {
    KernelRecorder.Run run = call("dup", "dup2", "client", 0, address);
    EventView event = run.last(EventType.DUP2);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FD)).isEqualTo(run.printed("OLD"));
    assertThat(event.number(Arg.NEW_FD)).isZero();
    assertThat(event.has(Arg.FLAGS)).isFalse();
    assertThat(event.number(Arg.FILE_MODE) & KIND).isEqualTo(SOCKET);
    assertThat(event.number(Arg.FAMILY)).isEqualTo(family);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo(told);
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(run.printed("SERVER"));
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo(told);
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("CLIENT"));
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(6);
    assertThat(event.number(Arg.SOCKET_TYPE)).isEqualTo(1);
    assertThat(event.number(Arg.CONNECTED)).isOne();
    assertThat(event.number(Arg.SERVER)).isZero();
    assertThat(event.has(Arg.PATH)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
  void knowsAConnectionThatWasAccepted(String address) {
    KernelRecorder.Run run = call("dup", "dup2", "accepted", 0, address);
    EventView event = run.last(EventType.DUP2);

    assertThat(event.number(Arg.SERVER)).isOne();
    assertThat(event.number(Arg.CONNECTED)).isOne();
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("SERVER"));
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(run.printed("CLIENT"));
  }

  @Test
  void knowsASocketThatListens() {
    KernelRecorder.Run run = call("dup", "dup", "listener", 0, "127.0.0.1");
    EventView event = run.last(EventType.DUP);

    assertThat(event.result()).isGreaterThan(2);
    assertThat(event.number(Arg.NEW_FD)).isEqualTo(-1);
    assertThat(event.number(Arg.SERVER)).isOne();
    assertThat(event.number(Arg.CONNECTED)).isZero();
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("SERVER"));
    assertThat(event.has(Arg.REMOTE_ADDRESS)).isFalse();
  }

  @Test
  void tellsAFileByItsPath() {
    KernelRecorder.Run run = call("dup", "dup3", "file", 77, file);
    EventView event = run.last(EventType.DUP3);

    assertThat(event.result()).isEqualTo(77);
    assertThat(event.number(Arg.FD)).isEqualTo(run.printed("OLD"));
    assertThat(event.number(Arg.NEW_FD)).isEqualTo(77);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(CLOSE_ON_EXEC);
    assertThat(event.number(Arg.FILE_MODE) & KIND).isEqualTo(FILE);
    assertThat(event.number(Arg.INODE)).isEqualTo(KernelRecorder.inode(file));
    assertThat(event.number(Arg.DEVICE)).isEqualTo(KernelRecorder.device(file));
    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
    assertThat(event.has(Arg.FAMILY)).isFalse();
  }

  @Test
  void tellsWhatHasNoPath() {
    EventView pipe = call("dup", "dup2", "pipe", 77, "").last(EventType.DUP2);
    assertThat(pipe.number(Arg.FILE_MODE) & KIND).isEqualTo(PIPE);
    assertThat(pipe.number(Arg.INODE)).isPositive();
    assertThat(pipe.text(Arg.PATH)).isEmpty();

    EventView memory = call("dup", "dup2", "memfd", 77, "ghost").last(EventType.DUP2);
    assertThat(memory.text(Arg.PATH)).isEqualTo("memfd:ghost");

    EventView event = call("dup", "dup2", "event", 77, "").last(EventType.DUP2);
    assertThat(event.text(Arg.PATH)).isEqualTo("[eventfd]");

    EventView unix = call("dup", "dup2", "unix", 77, "").last(EventType.DUP2);
    assertThat(unix.number(Arg.FAMILY)).isEqualTo(1);
    assertThat(unix.number(Arg.CONNECTED)).isOne();
    assertThat(unix.number(Arg.SERVER)).isZero();
  }

  @Test
  void tellsACopyThatFcntlMakes() {
    KernelRecorder.Run run = call("dup", "fcntl", "client", 30, "127.0.0.1");
    EventView event = run.last(EventType.FCNTL);

    assertThat(event.result()).isGreaterThanOrEqualTo(30);
    assertThat(event.number(Arg.FD)).isEqualTo(run.printed("OLD"));
    assertThat(event.number(Arg.REQUEST)).isZero();
    assertThat(event.number(Arg.DATA)).isEqualTo(30);
    assertThat(event.number(Arg.FILE_MODE) & KIND).isEqualTo(SOCKET);
    assertThat(event.number(Arg.INODE)).isPositive();
    assertThat(event.has(Arg.DEVICE)).isTrue();
    assertThat(event.number(Arg.FAMILY)).isEqualTo(2);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(run.printed("SERVER"));
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("CLIENT"));
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(6);
    assertThat(event.number(Arg.SOCKET_TYPE)).isEqualTo(1);
    assertThat(event.number(Arg.CONNECTED)).isOne();
    assertThat(event.number(Arg.SERVER)).isZero();
    assertThat(event.has(Arg.PATH)).isFalse();
    assertThat(event.has(Arg.LOCAL_PATH)).isFalse();
  }

  @Test
  void tellsNoFcntlThatCopiesNothing() {
    KernelRecorder.Run run = call("dup", "fcntl_cloexec", "file", 77, file);

    assertThat(run.of(EventType.FCNTL))
        .extracting(event -> event.number(Arg.REQUEST))
        .containsOnly(1030L);
    EventView event = run.last(EventType.FCNTL);
    assertThat(event.number(Arg.DATA)).isEqualTo(77);
    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
  }

  @Test
  void tellsACopyOfNothing() {
    EventView event = call("dup", "dup2", "nothing", 0, "").last(EventType.DUP2);

    assertThat(event.result()).isEqualTo(EBADF);
    assertThat(event.number(Arg.FD)).isEqualTo(999);
    assertThat(event.number(Arg.NEW_FD)).isZero();
    assertThat(event.has(Arg.FILE_MODE)).isFalse();
    assertThat(event.has(Arg.PATH)).isFalse();
  }
}
