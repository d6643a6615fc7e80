package io.nightjar.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.nightjar.config.OidcConfig;
import io.nightjar.config.Secret;
import io.nightjar.config.SignInConfig;
import io.nightjar.http.Permission;
import io.nightjar.http.ReplyHeaders;
import io.nightjar.http.Role;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OidcSignInTest {

  private static final String HOST = "127.0.0.1:2804";

  private TestProvider provider;
  private OidcSignIn oidc;

  @BeforeEach
  void start() throws IOException {
    provider = new TestProvider();
    oidc = client(config(provider.issuer()));
  }

  @AfterEach
  void stop() {
    oidc.close();
    provider.close();
  }

  private OidcConfig config(URI issuer) {
    return new OidcConfig(
        issuer,
        TestProvider.CLIENT,
        Secret.parse("env:CLIENT_SECRET"),
        "Example",
        List.of("email"),
        "email",
        "groups",
        Map.of("oncall", Role.APPROVER),
        null);
  }

  private OidcSignIn client(OidcConfig config) {
    Addresses addresses = new Addresses(null);
    addresses.listening(Set.of(HOST));
    SignInConfig usual = SignInConfig.defaults();
    Grants grants =
        new Grants(
            new SignInConfig(
                true, usual.idle(), usual.atMost(), usual.kubernetes(), config, List.of()));
    Map<String, String> environment = Map.of("CLIENT_SECRET", TestProvider.SECRET);
    return new OidcSignIn(config, environment, addresses, grants, () -> provider.now);
  }

  /** One browser that set out, with what the provider sends back. */
  private record Trip(FakeIncoming browser, Map<String, String> back) {}

  private Trip setOut() throws OidcFailure {
    FakeIncoming browser = new FakeIncoming(HOST);
    Map<String, String> headers = ReplyHeaders.of(oidc.begin(browser, "/responses"));
    browser.cookie(headers.getOrDefault("Set-Cookie", ""));
    return new Trip(browser, provider.agree(URI.create(headers.getOrDefault("Location", ""))));
  }

  private OidcSignIn.Arrived arrive(Trip trip) throws OidcFailure {
    return oidc.end(trip.browser(), trip.back());
  }

  @Test
  void knowsWhomTheProviderNamesAndWhatTheirGroupsMay() throws OidcFailure {
    OidcSignIn.Arrived arrived = arrive(setOut());
    Person kim = arrived.person();
    assertThat(kim.name()).isEqualTo("kim@example.com");
    assertThat(kim.groups()).containsExactlyInAnyOrder("oncall", "staff");
    assertThat(kim.vouchedBy()).isEqualTo("OIDC " + provider.issuer() + " kim-4711");
    assertThat(kim.may(Permission.ANSWER, "shop")).isTrue();
    assertThat(kim.may(Permission.AUTHOR, "shop")).isFalse();
    assertThat(arrived.next()).isEqualTo("/responses");
  }

  @Test
  void tellsTheProviderNoSecretAndAsksForPkce() throws OidcFailure {
    String to = ReplyHeaders.of(oidc.begin(new FakeIncoming(HOST), "/")).get("Location");
    Map<String, String> asked = TestProvider.decode(URI.create(to).getRawQuery());
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("scope", "openid email")
        .containsEntry("redirect_uri", "http://" + HOST + "/sign-in/oidc/return")
        .containsKeys("state", "nonce", "code_challenge");
    assertThat(to).doesNotContain(TestProvider.SECRET);
  }

  private static Arguments lie(String why, UnaryOperator<JWTClaimsSet.Builder> claims) {
    return Arguments.of(why, claims);
  }

  static Stream<Arguments> lies() {
    Date past = Date.from(Instant.parse("2026-11-20T01:59:00Z"));
    Date future = Date.from(Instant.parse("2026-11-20T02:05:00Z"));
    return Stream.of(
        lie("another issuer", claims -> claims.issuer("https://evil.example")),
        lie("another audience", claims -> claims.audience("grafana")),
        lie("names no party", claims -> claims.audience(List.of("nightjar", "grafana"))),
        lie("another party", claims -> claims.claim("azp", "grafana")),
        lie("is over", claims -> claims.expirationTime(past)),
        lie("is over, or has no end", claims -> claims.expirationTime(null)),
        lie("of the future", claims -> claims.issueTime(future)),
        lie("not good yet", claims -> claims.notBeforeTime(future)),
        lie("of another sign-in", claims -> claims.claim("nonce", "replayed")),
        lie("of another sign-in", claims -> claims.claim("nonce", null)),
        lie("no subject", claims -> claims.subject(null)),
        lie("no usable claim email", claims -> claims.claim("email", null)),
        lie("no usable claim email", claims -> claims.claim("email", "kim\nlee")),
        lie("nobody verified", claims -> claims.claim("email_verified", false)),
        lie("nobody verified", claims -> claims.claim("email_verified", null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void refusesATokenThatSaysSomethingElse(String why, UnaryOperator<JWTClaimsSet.Builder> claims)
      throws OidcFailure {
    provider.claims = claims;
    Trip trip = setOut();
    assertThat(catchThrowable(() -> arrive(trip)))
        .isInstanceOf(OidcFailure.NotProven.class)
        .hasMessageContaining(why);
  }

  private static JWTClaimsSet parsed(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private String byAnotherKey(String token, String id) {
    try {
      ECKey own = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
      return TestProvider.signed(parsed(token), own);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signed with what everybody knows, the provider's public key as a shared secret. */
  private String byPublicKey(String token) {
    try {
      SignedJWT forged =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(provider.key().getKeyID()).build(),
              parsed(token));
      forged.sign(new MACSigner(provider.key().toECPublicKey().getEncoded()));
      return forged.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesASignatureThatIsNotTheProviders() throws OidcFailure {
    List<UnaryOperator<String>> forgeries =
        List.of(
            token -> new PlainJWT(parsed(token)).serialize(),
            token -> byAnotherKey(token, provider.key().getKeyID()),
            token -> byAnotherKey(token, "unknown"),
            this::byPublicKey,
            token -> token.substring(0, token.length() - 4) + "AAAA",
            token -> "no token at all");
    for (UnaryOperator<String> forgery : forgeries) {
      provider.tokens = forgery;
      Trip trip = setOut();
      assertThat(catchThrowable(() -> arrive(trip))).isInstanceOf(OidcFailure.NotProven.class);
    }
  }

  @Test
  void aStateIsGoodOnceAndInItsBrowserAlone() throws OidcFailure {
    Trip trip = setOut();
    FakeIncoming stranger = new FakeIncoming(HOST);
    assertThat(catchThrowable(() -> oidc.end(stranger, trip.back())))
        .isInstanceOf(OidcFailure.NotProven.class);
    Trip another = setOut();
    assertThat(catchThrowable(() -> oidc.end(another.browser(), trip.back())))
        .isInstanceOf(OidcFailure.NotProven.class);

    assertThat(arrive(trip).person().name()).isEqualTo("kim@example.com");
    assertThat(catchThrowable(() -> arrive(trip)))
        .isInstanceOf(OidcFailure.NotProven.class)
        .hasMessageContaining("began no such sign-in, or ended it");
  }

  @Test
  void aStateEndsAfterTenMinutesAndNobodyCanMakeOne() throws OidcFailure {
    Trip late = setOut();
    provider.now = provider.now.plus(Duration.ofMinutes(10));
    assertThat(catchThrowable(() -> arrive(late))).isInstanceOf(OidcFailure.NotProven.class);

    Trip trip = setOut();
    for (String state : List.of("", ".", "x.y", late.back().get("state") + "x")) {
      Map<String, String> back = new HashMap<>(trip.back());
      back.put("state", state);
      assertThat(catchThrowable(() -> oidc.end(trip.browser(), back)))
          .isInstanceOf(OidcFailure.NotProven.class);
    }
  }

  @Test
  void takesTheProvidersNewKeyAndDoesNotAskForItTooOften() throws OidcFailure {
    arrive(setOut());
    assertThat(provider.keyReads).hasValue(1);
    provider.now = provider.now.plusSeconds(6);
    provider.rotateTo("key-2");
    assertThat(arrive(setOut()).person().name()).isEqualTo("kim@example.com");
    assertThat(provider.keyReads).hasValue(2);

    provider.tokens = token -> byAnotherKey(token, "unknown");
    for (int i = 0; i < 5; i++) {
      Trip trip = setOut();
      assertThat(catchThrowable(() -> arrive(trip))).isInstanceOf(OidcFailure.NotProven.class);
    }
    assertThat(provider.keyReads).hasValue(2);
  }

  @Test
  void refusesTheAnswerOfAnotherProviderAndARefusal() throws OidcFailure {
    Trip mixed = setOut();
    mixed.back().put("iss", "https://evil.example");
    assertThat(catchThrowable(() -> arrive(mixed)))
        .isInstanceOf(OidcFailure.NotProven.class)
        .hasMessageContaining("another issuer");

    Trip denied = setOut();
    denied.back().remove("code");
    denied.back().put("error", "access_denied\u001b[2J");
    assertThat(catchThrowable(() -> arrive(denied)))
        .isInstanceOf(OidcFailure.NotProven.class)
        .hasMessageContaining("access_denied")
        .message()
        .doesNotContain("\u001b");

    Trip stolen = setOut();
    stolen.back().put("code", "code-99");
    assertThat(catchThrowable(() -> arrive(stolen)))
        .isInstanceOf(OidcFailure.NotProven.class)
        .hasMessageContaining("invalid_grant");
  }

  @Test
  void saysThatASilentProviderIsSilent() throws IOException {
    URI gone = provider.issuer();
    provider.close();
    try (OidcSignIn lost = client(config(gone))) {
      assertThat(catchThrowable(() -> lost.begin(new FakeIncoming(HOST), "/")))
          .isInstanceOf(OidcFailure.Silent.class);
    }
    provider = new TestProvider();
  }

  @Test
  void refusesWhatIsPublishedUnderAnotherIssuersName() {
    URI slash = URI.create(provider.issuer() + "/");
    try (OidcSignIn other = client(config(slash))) {
      assertThat(catchThrowable(() -> other.begin(new FakeIncoming(HOST), "/")))
          .isInstanceOf(OidcFailure.Silent.class)
          .hasMessageContaining("another issuer's");
    }
  }
}
