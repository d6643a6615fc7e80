package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ConnectIT extends HookIT {
  private static final int ECONNREFUSED = -111;

  @Test
  void tellsBothEndsOfAConnection() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      KernelRecorder.Run run = call("connect4", "127.0.0.1", server.getLocalPort());
      EventView event = run.only(EventType.CONNECT);

      assertThat(event.result()).isZero();
      assertThat(event.number(Arg.FAMILY)).isEqualTo(2);
      assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
      assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(server.getLocalPort());
      assertThat(event.address(Arg.LOCAL_ADDRESS)).isEqualTo("127.0.0.1");
      assertThat(event.number(Arg.LOCAL_PORT)).isEqualTo(run.printed("LOCAL"));
      assertThat(event.number(Arg.PROTOCOL)).isEqualTo(6);
      assertThat(event.number(Arg.SOCKET_TYPE)).isEqualTo(1);
      assertThat(event.number(Arg.FD)).isGreaterThan(2);
    }
  }

  @Test
  void tellsARefusedConnection() throws IOException {
    int free;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = server.getLocalPort();
    }

    EventView event = call("connect4", "127.0.0.1", free).only(EventType.CONNECT);

    assertThat(event.result()).isEqualTo(ECONNREFUSED);
    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(free);
  }

  @Test
  void tellsDatagramsApart() {
    EventView event = call("connect4-datagram", "127.0.0.1", 53).only(EventType.CONNECT);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.PROTOCOL)).isEqualTo(17);
    assertThat(event.number(Arg.SOCKET_TYPE)).isEqualTo(2);
    assertThat(event.number(Arg.REMOTE_PORT)).isEqualTo(53);
  }

  @Test
  void tellsIpv6AndUncoversMappedIpv4() {
    EventView six = call("connect6", "::1", 9).only(EventType.CONNECT);
    assertThat(six.number(Arg.FAMILY)).isEqualTo(10);
    assertThat(six.address(Arg.REMOTE_ADDRESS)).isEqualTo("0:0:0:0:0:0:0:1");
    assertThat(six.number(Arg.REMOTE_PORT)).isEqualTo(9);

    EventView mapped = call("connect6", "::ffff:127.0.0.1", 9).only(EventType.CONNECT);
    assertThat(mapped.number(Arg.FAMILY)).isEqualTo(2);
    assertThat(mapped.address(Arg.REMOTE_ADDRESS)).isEqualTo("127.0.0.1");
  }

  @Test
  void tellsUnixSocketsByPath() throws IOException {
    Path path = folder.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));

      EventView event = call("connect-unix", path).only(EventType.CONNECT);

      assertThat(event.result()).isZero();
      assertThat(event.number(Arg.FAMILY)).isEqualTo(1);
      assertThat(event.text(Arg.PATH)).isEqualTo(path.toString());
    }
  }

  @Test
  void tellsAUnixSocketByTheNameThatItsServerGaveIt() throws IOException {
    Path path = folder.resolve("docker.sock");
    Path link = Files.createSymbolicLink(folder.resolve("harmless"), path);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));

      EventView event = call("connect-unix", link).only(EventType.CONNECT);

      assertThat(event.result()).isZero();
      assertThat(event.text(Arg.PATH)).isEqualTo(path.toString());
      assertThat(event.number(Arg.CONNECTED)).isOne();
    }
  }

  @Test
  void marksAbstractSockets() {
    EventView event = call("connect-abstract", "nobody-listens").only(EventType.CONNECT);

    assertThat(event.result()).isEqualTo(ECONNREFUSED);
    assertThat(event.text(Arg.PATH)).isEqualTo("@nobody-listens");
  }
}
