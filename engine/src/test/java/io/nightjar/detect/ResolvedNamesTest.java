package io.nightjar.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.rules.match.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ResolvedNamesTest {

  private static final IpAddress ONE = IpAddress.v4(0x0a00_0001);
  private static final IpAddress TWO = IpAddress.v4(0x0a00_0002);

  private final Map<String, byte[]> server = new ConcurrentHashMap<>();

  private InetAddress[] lookUp(String name) throws UnknownHostException {
    byte[] address = server.get(name);
    if (address == null) {
      throw new UnknownHostException(name);
    }
    return new InetAddress[] {InetAddress.getByAddress(name, address)};
  }

  @Test
  void namesAreLookedUpAnewAndKeepWhatTheyHadWhenNobodyAnswers() {
    server.put("api.example", new byte[] {10, 0, 0, 1});
    try (ResolvedNames names =
        ResolvedNames.start(List.of("api.example", "none"), this::lookUp, Duration.ofMillis(5))) {
      await().until(() -> names.addresses("api.example").equals(Set.of(ONE)));
      assertThat(names.addresses("none")).isEmpty();
      assertThat(names.name(ONE)).isEqualTo("api.example");
      assertThat(names.name(TWO)).isNull();
      server.put("api.example", new byte[] {10, 0, 0, 2});
      await().until(() -> names.addresses("api.example").equals(Set.of(TWO)));
      server.clear();
      server.put("other.example", new byte[] {10, 0, 0, 1});
      names.watch(List.of("api.example", "other.example"));
      await().until(() -> names.addresses("other.example").equals(Set.of(ONE)));
      assertThat(names.addresses("api.example")).as("nobody answers now").containsExactly(TWO);
      names.watch(List.of("other.example"));
      await().until(() -> names.addresses("api.example").isEmpty());
    }
  }

  @Test
  void aNameThatTakesLongHoldsUpNeitherTheAskerNorTheOthers() {
    server.put("a.example", new byte[] {10, 0, 0, 1});
    CountDownLatch never = new CountDownLatch(1);
    ResolvedNames.Resolver stuck =
        name -> {
          if (name.equals("b.example")) {
            try {
              never.await();
            } catch (InterruptedException e) {
              throw new UnknownHostException(name);
            }
          }
          return lookUp(name);
        };
    try (ResolvedNames names =
        ResolvedNames.start(List.of("a.example", "b.example"), stuck, Duration.ofMinutes(1))) {
      await().until(() -> names.addresses("a.example").equals(Set.of(ONE)));
      assertThat(names.addresses("b.example")).isEmpty();
    }
  }

  @Test
  void thisMachineIsKnownByItsOwnResolver() {
    try (ResolvedNames names = ResolvedNames.start(List.of("localhost"))) {
      await().until(() -> !names.addresses("localhost").isEmpty());
    }
  }
}
