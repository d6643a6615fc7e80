package io.nightjar.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nightjar.audit.AuditDraft;
import io.nightjar.http.Caller;
import io.nightjar.http.Door;
import io.nightjar.http.Incoming;
import io.nightjar.http.Problem;
import io.nightjar.http.RandomToken;
import io.nightjar.http.Rejection;
import io.nightjar.http.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiDoorTest {

  private static final String HOST = "127.0.0.1:2804";
  private static final String HERE = "http://" + HOST;

  private Instant now = Instant.parse("2026-11-20T02:00:00Z");
  private final TestSignIn parts = new TestSignIn(() -> now);
  private final Door door = parts.signIn.door(this::token, Set.of(HOST));

  private Caller token(Incoming incoming) {
    if ("Bearer state-token".equals(incoming.header("Authorization"))) {
      return Caller.OWNER;
    }
    throw new Rejection(Problem.unauthorized());
  }

  private static FakeIncoming request() {
    return new FakeIncoming(HOST);
  }

  private int refused(FakeIncoming incoming) {
    return catchThrowableOfType(Rejection.class, () -> door.let(incoming)).problem().status();
  }

  @Test
  void letsInTheStateTokenAndNoOther() {
    assertThat(door.let(request().with("Authorization", "Bearer state-token")))
        .isEqualTo(Caller.OWNER);
    assertThat(refused(request().with("Authorization", "Bearer guess"))).isEqualTo(401);
    assertThat(refused(request().with("Authorization", "Basic eDp5"))).isEqualTo(401);
    assertThat(refused(request())).isEqualTo(401);
  }

  @Test
  void letsInASessionAndNobodyElsesPageWithIt() {
    String cookie = parts.cookie("kim", Role.VIEWER);
    assertThat(door.let(request().cookie(cookie)).name()).isEqualTo("kim");
    assertThat(refused(request().cookie("nightjar=" + RandomToken.make()))).isEqualTo(401);
    assertThat(refused(request().cookie(cookie).with("Origin", "https://evil.example")))
        .isEqualTo(403);
    assertThat(refused(request().cookie(cookie).with("Sec-Fetch-Site", "cross-site")))
        .isEqualTo(403);
    assertThat(refused(new FakeIncoming("rebound.example:2804").cookie(cookie))).isEqualTo(403);
  }

  @Test
  void aChangeNeedsTheTokenOfThatVerySession() {
    String cookie = parts.cookie("kim", Role.OPERATOR);
    String csrf = TestSignIn.csrf(cookie);
    FakeIncoming good =
        request().posting().cookie(cookie).with("Origin", HERE).with(Csrf.HEADER, csrf);
    assertThat(door.let(good).name()).isEqualTo("kim");

    String another = TestSignIn.csrf(parts.cookie("lee", Role.OPERATOR));
    assertThat(refused(request().posting().cookie(cookie).with("Origin", HERE))).isEqualTo(403);
    assertThat(refused(request().posting().cookie(cookie).with(Csrf.HEADER, another)))
        .isEqualTo(403);
    assertThat(refused(good.with("Sec-Fetch-Site", "same-site"))).isEqualTo(403);
  }

  @Test
  void whoGuessesWaitsLongerEachTimeWhileTheCommandLineIsServed() {
    FakeIncoming guess = request().with("Authorization", "Bearer guess");
    for (int i = 0; i < 5; i++) {
      assertThat(refused(guess)).isEqualTo(401);
    }
    assertThat(refused(guess)).isEqualTo(429);
    assertThat(door.let(request().with("Authorization", "Bearer state-token")))
        .isEqualTo(Caller.OWNER);
    FakeIncoming another = request().with("Authorization", "Bearer guess");
    another.address = "192.0.2.8";
    assertThat(refused(another)).isEqualTo(401);

    long[] pauses = new long[9];
    for (int i = 0; i < pauses.length; i++) {
      while (refused(guess) == 429) {
        now = now.plusSeconds(1);
        pauses[i]++;
      }
    }
    assertThat(pauses).containsExactly(1, 2, 4, 8, 16, 32, 64, 64, 64);
  }

  @Test
  void failuresAreOneLeafAMinuteHoweverMany() {
    for (int i = 0; i < 300; i++) {
      FakeIncoming guess = request().with("Authorization", "Bearer guess");
      guess.address = "192.0.2." + i % 100;
      Rejection unused = catchThrowableOfType(Rejection.class, () -> door.let(guess));
    }
    assertThat(parts.trail).hasSize(1);
    now = now.plusSeconds(60);
    parts.tell();
    assertThat(parts.trail).hasSize(2);
    assertThat(parts.trail).extracting(AuditDraft::kind).containsOnly("sign-in.failed");
    List<Object> counts = List.copyOf(counts());
    assertThat(counts.getFirst()).isEqualTo(1L);
    // strangers have to wait together after two hundred
    assertThat((Long) counts.getLast()).isEqualTo(199L);
    assertThat(parts.trail.toString()).doesNotContain("guess");
  }

  private List<Object> counts() {
    return parts.trail.stream().<Object>map(leaf -> leaf.fields().get("count")).toList();
  }
}
