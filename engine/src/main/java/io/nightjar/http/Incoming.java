package io.nightjar.http;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One HTTP request as it came, before anybody judged it; used by one thread. */
public interface Incoming {

  String method();

  /** Raw: what is percent-encoded still is. */
  String path();

  /** Raw, without the question mark; null where there is none. */
  @Nullable String query();

  /**
   * The first value of a header; null where there is none.
   *
   * @param name in any case
   */
  @Nullable String header(String name);

  /** By name; the first value of each. */
  Map<String, String> cookies();

  /** Address of the client, or of the last proxy. */
  String remoteAddress();

  /** Whether it came by TLS. */
  boolean secure();

  /** The client's verified certificate chain, its own first; empty without one. */
  List<X509Certificate> certificates();

  /**
   * The whole body; read once.
   *
   * @throws Rejection when it is larger than {@code bytesAtMost}
   */
  byte[] body(int bytesAtMost) throws IOException;
}
