package io.nightjar.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.DisplayText;
import io.nightjar.config.OidcConfig;
import io.nightjar.config.Secret;
import io.nightjar.http.Incoming;
import io.nightjar.http.RandomToken;
import io.nightjar.http.Reply;
import io.nightjar.tls.OutwardTls;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Signing in by an identity provider: authorization code with PKCE (RFC 6749, RFC 7636, OpenID
 * Connect Core 1.0). Thread safe.
 */
public final class OidcSignIn implements AutoCloseable {

  /** Where the provider sends people back; to be registered there. */
  public static final String RETURN_PATH = "/sign-in/oidc/return";

  private final OidcConfig config;
  private final Map<String, String> environment;
  private final Addresses addresses;
  private final OidcStates states;
  private static final String TLS = "http.signIn.oidc.tls";

  private final OidcHttp http;
  private final OidcProvider provider;
  private final IdTokens tokens;

  /**
   * @param environment where the client's secret may be
   */
  public OidcSignIn(
      OidcConfig config,
      Map<String, String> environment,
      Addresses addresses,
      Grants grants,
      InstantSource clock) {
    this.config = config;
    this.environment = environment;
    this.addresses = addresses;
    this.states = new OidcStates(addresses, clock);
    this.http = new OidcHttp(OutwardTls.contextOf(OutwardTls.of(config.tls(), TLS)));
    this.provider = new OidcProvider(config.issuer(), http, clock);
    this.tokens = new IdTokens(config, provider, grants, clock);
  }

  String title() {
    return config.title();
  }

  /** Somebody who came back, and where they go on. */
  record Arrived(Person person, String next) {}

  /** Sends a browser to the provider. */
  Reply begin(Incoming incoming, String next) throws OidcFailure {
    String binding = states.binding(incoming);
    OidcStates.Journey journey = states.begin(binding, next);
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", config.clientId());
    query.put("redirect_uri", addresses.origin(incoming) + RETURN_PATH);
    query.put("scope", scope());
    query.put("state", journey.state());
    query.put("nonce", journey.nonce());
    query.put("code_challenge", RandomToken.encode(RandomToken.sha256(journey.verifier())));
    query.put("code_challenge_method", "S256");
    URI to = provider.metadata().authorization();
    return new Reply.Content(
        303,
        "text/plain",
        new byte[0],
        Map.of(
            "Location",
            to + (to.getRawQuery() == null ? "?" : "&") + form(query),
            "Set-Cookie",
            states.cookie(incoming, binding)));
  }

  private String scope() {
    List<String> scopes = new ArrayList<>(List.of("openid"));
    config.scopes().stream().filter(scope -> !scope.equals("openid")).forEach(scopes::add);
    return String.join(" ", scopes);
  }

  /** Takes what a browser brought back. */
  Arrived end(Incoming incoming, Map<String, String> query) throws OidcFailure {
    OidcStates.Journey journey =
        states
            .end(incoming, query.getOrDefault("state", ""))
            .orElseThrow(
                () -> new OidcFailure.NotProven("this browser began no such sign-in, or ended it"));
    OidcProvider.Metadata metadata = provider.metadata();
    String issuer = query.get("iss");
    if (issuer == null ? metadata.namesItself() : !issuer.equals(provider.issuer())) {
      throw new OidcFailure.NotProven("the answer is of another issuer");
    }
    String code = query.get("code");
    if (code == null) {
      throw new OidcFailure.NotProven(
          "the identity provider refuses: "
              + DisplayText.of(query.getOrDefault("error", "it says not why"), 100));
    }
    String token = exchange(metadata, incoming, code, journey.verifier());
    return new Arrived(tokens.judge(token, journey.nonce()), journey.next());
  }

  private String exchange(
      OidcProvider.Metadata metadata, Incoming incoming, String code, String verifier)
      throws OidcFailure {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("grant_type", "authorization_code");
    body.put("code", code);
    body.put("redirect_uri", addresses.origin(incoming) + RETURN_PATH);
    body.put("code_verifier", verifier);
    body.put("client_id", config.clientId());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(metadata.token())
            .header("Content-Type", "application/x-www-form-urlencoded");
    Secret secret = config.clientSecret();
    if (secret != null) {
      String text = reveal(secret);
      if (metadata.basic()) {
        request.header("Authorization", "Basic " + basic(config.clientId(), text));
      } else {
        body.put("client_secret", text);
      }
    }
    OidcHttp.Answer answer =
        http.send(request.POST(HttpRequest.BodyPublishers.ofString(form(body))));
    ObjectNode told = answer.body();
    if (answer.status() >= 500) {
      throw new OidcFailure.Silent(metadata.token() + " answers with status " + answer.status());
    }
    if (answer.status() != 200 || !told.path("id_token").isTextual()) {
      throw new OidcFailure.NotProven(
          "the identity provider gives no token for the code: "
              + code(told.path("error").asText("")));
    }
    return told.path("id_token").asText();
  }

  /** One of OAuth's codes (RFC 6749, 5.2); a text of any other form might repeat what was sent. */
  private static String code(String error) {
    return error.matches("[a-z][a-z_]{0,59}") ? error : "it names no reason";
  }

  private String reveal(Secret secret) throws OidcFailure {
    try {
      return secret.reveal(environment);
    } catch (RuntimeException e) {
      throw new OidcFailure.Silent("http.signIn.oidc.clientSecret: " + e.getMessage());
    }
  }

  private static String basic(String id, String secret) {
    return Base64.getEncoder()
        .encodeToString((encode(id) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8));
  }

  private static String form(Map<String, String> values) {
    return values.entrySet().stream()
        .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
