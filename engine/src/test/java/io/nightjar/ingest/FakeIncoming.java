package io.nightjar.ingest;

import io.nightjar.http.Incoming;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that a test makes up. */
public final class FakeIncoming implements Incoming {

  private final Map<String, String> headers = new HashMap<>(Map.of("host", "127.0.0.1:2804"));
  private final String path;
  private final String address;
  private List<X509Certificate> certificates = List.of();

  public FakeIncoming(String path, String address) {
    this.path = path;
    this.address = address;
  }

  public FakeIncoming with(String header, String value) {
    headers.put(header.toLowerCase(Locale.ROOT), value);
    return this;
  }

  public FakeIncoming with(X509Certificate certificate) {
    certificates = List.of(certificate);
    return this;
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String query() {
    return null;
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public Map<String, String> cookies() {
    return Map.of();
  }

  @Override
  public String remoteAddress() {
    return address;
  }

  @Override
  public boolean secure() {
    return false;
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
