package io.nightjar.driver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** One record of each type, with every argument filled and no two alike. */
public final class SampleEvents {
  private static final String CGROUP =
      "/kubepods/besteffort/pod11111111-2222-3333-4444-555555555555/" + "ab".repeat(32);

  private SampleEvents() {}

  public static byte[] record(EventType type) {
    return encode(new EventEncoder(), type, 1_700_000_000_000_000_000L + type.code()).record();
  }

  /** Starts and fills a record; its process is {@code 1000 + code}. */
  public static EventEncoder encode(EventEncoder encoder, EventType type, long timestampNanos) {
    int pid = 1000 + type.code();
    encoder
        .begin(type, timestampNanos)
        .process(pid, 50_000L + type.code(), 1000, 0xffff_fffeL)
        .thread(pid + 1)
        .cgroup(4242)
        .namespaces(4026531841L, 0xffff_ffffL)
        .result(type == EventType.EXECVE || type == EventType.EXECVEAT ? 0 : -type.code());
    for (Arg arg : type.args()) {
      fill(encoder, arg);
    }
    return encoder;
  }

  private static void fill(EventEncoder encoder, Arg arg) {
    switch (arg.kind()) {
      case NUMBER -> encoder.number(arg, number(arg));
      case TEXT -> encoder.text(arg, arg == Arg.CGROUP ? CGROUP : "/tmp/" + arg + "/ä\u001b");
      case LIST ->
          encoder.list(arg, List.of(arg.name(), "", "-c", "x".repeat(arg.name().length())));
      case ADDRESS -> encoder.address(arg, address(arg));
    }
  }

  private static long number(Arg arg) {
    return switch (arg) {
      case PARENT_TGID -> 77;
      case PARENT_START -> 4_200_000_000L;
      // the sign and the upper half must come through
      case MODE -> Long.MIN_VALUE + 3;
      case LOGIN_UID -> -1;
      default -> 0x1_0000_0000L + arg.name().length();
    };
  }

  private static InetAddress address(Arg arg) {
    byte[] bytes = new byte[arg == Arg.REMOTE_ADDRESS ? 4 : 16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (0x20 + i);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
