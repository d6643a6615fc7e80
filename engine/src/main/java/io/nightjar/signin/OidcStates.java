package io.nightjar.signin;

import io.nightjar.actions.outside.Hmac;
import io.nightjar.http.Incoming;
import io.nightjar.http.RandomToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * What ties a person's way to the identity provider and back to their browser. Nothing is kept for
 * who only sets out, so that nobody can fill a memory: the browser has a random cookie, and the
 * {@code state} is sealed for that cookie with a key of this process. Thread safe.
 */
final class OidcStates {

  private static final Duration GOOD_FOR = Duration.ofMinutes(10);
  private static final int USED_AT_MOST = 5_000;
  private static final int STATE_AT_MOST = 4_096;
  private static final String NAME = "nightjar-oidc";

  private final Addresses addresses;
  private final InstantSource clock;
  private final byte[] key;
  private final Remembered<Boolean> used;

  /** One way there and back. */
  final class Journey {
    private final String state;
    private final String next;

    private Journey(String state, String next) {
      this.state = state;
      this.next = next;
    }

    String state() {
      return state;
    }

    /** Where the person goes on afterwards. */
    String next() {
      return next;
    }

    /** What the identity token must say. */
    String nonce() {
      return RandomToken.encode(mac("nonce", state));
    }

    /** What the code is bound to (RFC 7636). */
    String verifier() {
      return RandomToken.encode(mac("verifier", state));
    }
  }

  OidcStates(Addresses addresses, InstantSource clock) {
    this.addresses = addresses;
    this.clock = clock;
    this.key = RandomToken.sha256(RandomToken.make());
    this.used = new Remembered<>(USED_AT_MOST, GOOD_FOR, clock);
  }

  /** The browser's cookie: the one that it has, so that two of its tabs can set out. */
  String binding(Incoming incoming) {
    String known = incoming.cookies().get(name(incoming));
    return known != null && known.matches("[\\w-]{43}") ? known : RandomToken.make();
  }

  String cookie(Incoming incoming, String binding) {
    return name(incoming)
        + "="
        + binding
        + "; Path=/; HttpOnly; SameSite=Lax; Max-Age="
        + GOOD_FOR.toSeconds()
        + (addresses.secure(incoming) ? "; Secure" : "");
  }

  private String name(Incoming incoming) {
    return (addresses.secure(incoming) ? "__Host-" : "") + NAME;
  }

  Journey begin(String binding, String next) {
    String payload =
        clock.instant().plus(GOOD_FOR).getEpochSecond() + " " + RandomToken.make() + " " + next;
    String text = RandomToken.encode(payload.getBytes(StandardCharsets.UTF_8));
    return new Journey(text + "." + RandomToken.encode(mac(binding, text)), next);
  }

  /** The journey that this browser began, once; empty for any other. */
  Optional<Journey> end(Incoming incoming, String state) {
    String binding = incoming.cookies().get(name(incoming));
    int dot = state.indexOf('.');
    if (binding == null || dot < 0 || state.length() > STATE_AT_MOST) {
      return Optional.empty();
    }
    String text = state.substring(0, dot);
    if (!Csrf.matches(RandomToken.encode(mac(binding, text)), state.substring(dot + 1))) {
      return Optional.empty();
    }
    String[] payload =
        new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 3);
    Instant until = Instant.ofEpochSecond(Long.parseLong(payload[0]));
    return clock.instant().isBefore(until) && used.putIfAbsent(RandomToken.hash(state), true)
        ? Optional.of(new Journey(state, payload[2]))
        : Optional.empty();
  }

  private byte[] mac(String purpose, String text) {
    return Hmac.of(key, (purpose + "\n" + text).getBytes(StandardCharsets.UTF_8));
  }
}
