package io.nightjar.signin;

import io.nightjar.http.Incoming;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request of a test, as one browser at one address sends it. */
final class FakeIncoming implements Incoming {

  final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final Map<String, String> cookies = new HashMap<>();
  String method = "GET";
  String address = "192.0.2.7";
  boolean secure;
  List<X509Certificate> certificates = List.of();

  FakeIncoming(String host) {
    headers.put("Host", host);
  }

  FakeIncoming with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  FakeIncoming posting() {
    method = "POST";
    return this;
  }

  /** Takes the cookie of a Set-Cookie header. */
  FakeIncoming cookie(String set) {
    String[] pair = set.split(";", 2)[0].split("=", 2);
    cookies.put(pair[0], pair[1]);
    return this;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return "/";
  }

  @Override
  public @Nullable String query() {
    return null;
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  @Override
  public Map<String, String> cookies() {
    return cookies;
  }

  @Override
  public String remoteAddress() {
    return address;
  }

  @Override
  public boolean secure() {
    return secure;
  }

  @Override
  public List<X509Certificate> certificates() {
    return certificates;
  }

  @Override
  public byte[] body(int bytesAtMost) {
    return new byte[0];
  }
}
