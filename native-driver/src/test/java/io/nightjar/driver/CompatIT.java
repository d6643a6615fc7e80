package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The entry of 32-bit programs, which any program can use, is no way around. */
final class CompatIT extends HookIT {
  private static final int EFAULT = -14;

  @BeforeAll
  static void onlyOnX86() {
    String architecture = System.getProperty("os.arch", "");
    assumeTrue(architecture.equals("amd64"), architecture + " has no such entry");
  }

  @Test
  void tellsASocketThatIsMadeThroughTheMultiplexer() {
    EventView event = call("compat-socket", "127.0.0.1", 9, "x").only(EventType.SOCKET);

    assertThat(event.result()).isPositive();
    assertThat(event.number(Arg.FAMILY)).isEqualTo(2);
    assertThat(event.number(Arg.SOCKET_TYPE)).isEqualTo(2);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(02000000);
  }

  @Test
  void tellsAConnectionThatIsMadeThroughTheMultiplexer() {
    EventView event = call("compat-connect", "127.0.0.1", 9, "x").only(EventType.CONNECT);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FD)).isEqualTo(3);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(9);
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(17);
  }

  @Test
  void tellsADatagramThatIsSentThroughTheMultiplexer() {
    EventView event = call("compat-sendto", "127.0.0.1", 9, "xyz").only(EventType.SENDTO);

    assertThat(event.result()).isEqualTo(3);
    assertThat(event.number(Arg.SIZE)).isEqualTo(3);
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(9);
    assertThat(event.text(Arg.CONTENT)).isEqualTo("xyz");
  }

  @Test
  void readsMessagesInTheLayoutOfTheProgram() {
    EventView event = call("compat-sendmsg", "127.0.0.1", 9, "xyz").only(EventType.SENDMSG);

    assertThat(event.result()).isEqualTo(3);
    assertThat(event.number(Arg.SIZE)).isEqualTo(3);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(9);
    assertThat(event.text(Arg.CONTENT)).isEqualTo("x");
  }

  @Test
  void tellsACallWhoseArgumentsCannotBeRead() {
    EventView event = call("compat-unreadable", "127.0.0.1", 9, "x").only(EventType.BIND);

    assertThat(event.result()).isEqualTo(EFAULT);
    assertThat(event.has(Arg.LOCAL_ADDRESS)).isFalse();
  }

  @Test
  void tellsTheOldUnmountWhichHasNoFlags() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    KernelRecorder.Run run = call("compat-umount", target);
    EventView event = run.of(EventType.UMOUNT2).getLast();

    assertThat(event.result()).isEqualTo(run.printed("RESULT"));
    assertThat(event.text(Arg.PATH)).isEqualTo(target.toString());
    assertThat(event.number(Arg.FLAGS)).isZero();
  }
}
