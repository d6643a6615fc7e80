package io.nightjar.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.nightjar.config.OidcConfig;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges identity tokens (OpenID Connect Core 1.0, 3.1.3.7): signed by a key of the provider, by an
 * algorithm that needs its private half, for this client, now, and for this very journey.
 */
final class IdTokens {

  private static final Duration CLOCKS_APART = Duration.ofSeconds(30);
  private static final int NAME_AT_MOST = 256;
  private static final int GROUPS_AT_MOST = 1_000;
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final OidcConfig config;
  private final OidcProvider provider;
  private final Grants grants;
  private final InstantSource clock;
  private final DefaultJWTProcessor<SecurityContext> signatures = new DefaultJWTProcessor<>();

  IdTokens(OidcConfig config, OidcProvider provider, Grants grants, InstantSource clock) {
    this.config = config;
    this.provider = provider;
    this.grants = grants;
    this.clock = clock;
    signatures.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, provider));
    // what the token says is judged here, by our clock
    signatures.setJWTClaimsSetVerifier((claims, context) -> {});
  }

  /** Whom the token names. */
  Person judge(String token, String nonce) throws OidcFailure {
    try {
      JWTClaimsSet claims = signatures.process(token, null);
      check(claims, nonce);
      return person(claims);
    } catch (BadJOSEException | JOSEException | ParseException e) {
      throw new OidcFailure.NotProven("the identity token is not good: " + e.getMessage());
    }
  }

  private void check(JWTClaimsSet claims, String nonce) throws OidcFailure, ParseException {
    Instant now = clock.instant();
    List<String> audience = claims.getAudience();
    String party = claims.getStringClaim("azp");
    demand(provider.issuer().equals(claims.getIssuer()), "is of another issuer");
    demand(audience.contains(config.clientId()), "is for another audience");
    demand(audience.size() == 1 || party != null, "is for several audiences and names no party");
    demand(party == null || party.equals(config.clientId()), "was issued to another party");
    demand(after(claims.getExpirationTime(), now.minus(CLOCKS_APART)), "is over, or has no end");
    demand(
        before(claims.getIssueTime(), now.plus(CLOCKS_APART)), "is of the future, or of no time");
    demand(
        claims.getNotBeforeTime() == null
            || before(claims.getNotBeforeTime(), now.plus(CLOCKS_APART)),
        "is not good yet");
    demand(Csrf.matches(nonce, claims.getStringClaim("nonce")), "is of another sign-in");
    demand(claims.getSubject() != null && !claims.getSubject().isBlank(), "names no subject");
  }

  private static boolean after(@Nullable Date date, Instant time) {
    return date != null && date.toInstant().isAfter(time);
  }

  private static boolean before(@Nullable Date date, Instant time) {
    return date != null && date.toInstant().isBefore(time);
  }

  private static void demand(boolean good, String otherwise) throws OidcFailure {
    if (!good) {
      throw new OidcFailure.NotProven("the identity token " + otherwise);
    }
  }

  private Person person(JWTClaimsSet claims) throws OidcFailure, ParseException {
    String name = claims.getStringClaim(config.nameClaim());
    demand(
        name != null
            && !name.isBlank()
            && name.length() <= NAME_AT_MOST
            && name.codePoints().noneMatch(Character::isISOControl),
        "has no usable claim " + config.nameClaim());
    demand(
        !config.nameClaim().equals("email")
            || Boolean.TRUE.equals(claims.getClaim("email_verified")),
        "has an e-mail address that nobody verified");
    Set<String> groups = groups(claims.getClaim(config.groupsClaim()));
    String known = String.valueOf(name).strip();
    return new Person(
        known,
        groups,
        "OIDC " + provider.issuer() + " " + claims.getSubject(),
        grants.ofProvider(known, groups));
  }

  private static Set<String> groups(@Nullable Object claim) {
    Collection<?> values =
        claim instanceof Collection<?> many ? many : claim == null ? List.of() : List.of(claim);
    Set<String> groups = new TreeSet<>();
    for (Object value : values) {
      if (value instanceof String group && !group.isBlank() && groups.size() < GROUPS_AT_MOST) {
        groups.add(group);
      }
    }
    return groups;
  }
}
