package io.nightjar.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nightjar.http.RandomToken;
import io.nightjar.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * An identity provider that keeps what OpenID Connect Core and RFC 7636 ask of one: codes are good
 * once, for their client, their address and the verifier of their challenge.
 */
final class TestProvider implements AutoCloseable {

  static final String CLIENT = "nightjar";
  static final String SECRET = "s3cret&+";

  /** What the token endpoint signs; a test changes it to lie. */
  UnaryOperator<JWTClaimsSet.Builder> claims = claims -> claims;

  /** How it is signed. */
  UnaryOperator<String> tokens = token -> token;

  Instant now = Instant.parse("2026-11-20T02:00:00Z");
  final AtomicInteger keyReads = new AtomicInteger();
  private final HttpServer server;
  private final Map<String, Map<String, String>> codes = new HashMap<>();
  private ECKey key = newKey("key-1");
  private int count;

  TestProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/realm/.well-known/openid-configuration", this::discovery);
    server.createContext("/realm/keys", this::keys);
    server.createContext("/realm/token", this::token);
    server.start();
  }

  URI issuer() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/realm");
  }

  void rotateTo(String id) {
    key = newKey(id);
  }

  ECKey key() {
    return key;
  }

  private static ECKey newKey(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a person's agreement at the authorization endpoint sends back to the browser. */
  Map<String, String> agree(URI authorization) {
    if (!authorization.toString().startsWith(issuer() + "/authorize?")) {
      throw new IllegalArgumentException("not here: " + authorization);
    }
    Map<String, String> asked = decode(authorization.getRawQuery());
    String code = "code-" + ++count;
    codes.put(code, asked);
    Map<String, String> back = new LinkedHashMap<>();
    back.put("code", code);
    back.put("state", asked.get("state"));
    return back;
  }

  private void discovery(HttpExchange exchange) throws IOException {
    String base = issuer().toString();
    answer(
        exchange,
        200,
        Json.write(
            Map.of(
                "issuer", base,
                "authorization_endpoint", base + "/authorize",
                "token_endpoint", base + "/token",
                "jwks_uri", base + "/keys",
                "token_endpoint_auth_methods_supported", List.of("client_secret_basic"))));
  }

  private void keys(HttpExchange exchange) throws IOException {
    keyReads.incrementAndGet();
    answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> body =
        decode(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Map<String, String> known = codes.remove(body.getOrDefault("code", ""));
    Map<String, String> asked = known == null ? Map.of() : known;
    String basic = exchange.getRequestHeaders().getFirst("Authorization");
    boolean good =
        !asked.isEmpty()
            && ("Basic " + base64(CLIENT + ":s3cret%26%2B")).equals(basic)
            && "authorization_code".equals(body.get("grant_type"))
            && CLIENT.equals(asked.get("client_id"))
            && asked.getOrDefault("redirect_uri", "?").equals(body.get("redirect_uri"))
            && "S256".equals(asked.get("code_challenge_method"))
            && RandomToken.encode(RandomToken.sha256(body.getOrDefault("code_verifier", "")))
                .equals(asked.get("code_challenge"));
    if (good) {
      answer(
          exchange,
          200,
          Json.write(Map.of("id_token", tokens.apply(sign(asked.getOrDefault("nonce", ""))))));
    } else {
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private String sign(String nonce) {
    JWTClaimsSet.Builder usual =
        new JWTClaimsSet.Builder()
            .issuer(issuer().toString())
            .audience(CLIENT)
            .subject("kim-4711")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", nonce)
            .claim("email", "kim@example.com")
            .claim("email_verified", true)
            .claim("groups", List.of("oncall", "staff"));
    return signed(claims.apply(usual).build(), key);
  }

  static String signed(JWTClaimsSet claims, ECKey by) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build(), claims);
      token.sign(new ECDSASigner(by));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, String> decode(String form) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : form.split("&")) {
      String[] parts = pair.split("=", 2);
      values.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return values;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
