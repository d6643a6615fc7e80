package io.nightjar.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an identity provider publishes of itself (OpenID Connect Discovery 1.0) and its keys. Both
 * are read when they are needed first and again after a while; the keys also when a token names one
 * that is not known, at most every few seconds. Thread safe.
 */
final class OidcProvider implements JWKSource<SecurityContext> {

  private static final Logger log = LoggerFactory.getLogger(OidcProvider.class);
  private static final Duration KEPT = Duration.ofMinutes(30);
  private static final Duration NOT_AGAIN_WITHIN = Duration.ofSeconds(5);

  private final URI issuer;
  private final OidcHttp http;
  private final InstantSource clock;
  private @Nullable Metadata metadata;
  private Instant metadataAt = Instant.MIN;
  private JWKSet keys = new JWKSet();
  private Instant keysAt = Instant.MIN;

  /**
   * Where it takes what.
   *
   * @param basic whether a client's secret comes in the header
   * @param namesItself whether every answer to the browser says whose it is (RFC 9207)
   */
  record Metadata(URI authorization, URI token, URI keys, boolean basic, boolean namesItself) {}

  OidcProvider(URI issuer, OidcHttp http, InstantSource clock) {
    this.issuer = issuer;
    this.http = http;
    this.clock = clock;
  }

  String issuer() {
    return issuer.toString();
  }

  synchronized Metadata metadata() throws OidcFailure.Silent {
    Metadata known = metadata;
    Instant now = clock.instant();
    if (known != null && now.isBefore(metadataAt.plus(KEPT))) {
      return known;
    }
    try {
      Metadata read = read();
      metadata = read;
      metadataAt = now;
      return read;
    } catch (OidcFailure.Silent e) {
      if (known != null) {
        return known;
      }
      throw e;
    }
  }

  private Metadata read() throws OidcFailure.Silent {
    String base = issuer().endsWith("/") ? issuer() : issuer() + "/";
    JsonNode told = http.get(URI.create(base + ".well-known/openid-configuration"));
    if (!told.path("issuer").asText().equals(issuer())) {
      throw new OidcFailure.Silent("what " + issuer() + " publishes is another issuer's");
    }
    JsonNode methods = told.path("token_endpoint_auth_methods_supported");
    boolean basic = methods.isMissingNode();
    for (JsonNode method : methods) {
      basic |= method.asText().equals("client_secret_basic");
    }
    return new Metadata(
        address(told, "authorization_endpoint"),
        address(told, "token_endpoint"),
        address(told, "jwks_uri"),
        basic,
        told.path("authorization_response_iss_parameter_supported").asBoolean(false));
  }

  /** As safe to reach as the issuer itself. */
  private URI address(JsonNode told, String name) throws OidcFailure.Silent {
    try {
      URI address = URI.create(told.path(name).asText());
      if ("https".equals(address.getScheme())
          || ("http".equals(address.getScheme()) && "http".equals(issuer.getScheme()))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new OidcFailure.Silent(issuer() + " publishes no usable " + name);
  }

  @Override
  public synchronized List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    Instant now = clock.instant();
    if (!now.isBefore(keysAt.plus(KEPT))) {
      renew(now);
    }
    List<JWK> found = selector.select(keys);
    if (found.isEmpty() && !now.isBefore(keysAt.plus(NOT_AGAIN_WITHIN))) {
      renew(now);
      found = selector.select(keys);
    }
    return found;
  }

  /** Keys that cannot be read now leave the ones that are known. */
  private void renew(Instant now) {
    try {
      keys = JWKSet.parse(http.get(metadata().keys()).toString());
      keysAt = now;
    } catch (OidcFailure.Silent | ParseException e) {
      log.warn("keys of {} cannot be read: {}", issuer, e.getMessage());
    }
  }
}
