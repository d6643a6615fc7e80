package io.nightjar.evidence.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket in memory that signs what it got anew, from the bytes on the wire, and refuses what does
 * not come to the same.
 */
public final class LocalBucket implements AutoCloseable {
  private static final Pattern AUTHORIZATION =
      Pattern.compile("AWS4-HMAC-SHA256 Credential=.*,SignedHeaders=(.*),Signature=[0-9a-f]{64}");

  public final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** Answers with this instead, unless 0. */
  public volatile int broken;

  private final Map<String, String> hashes = new ConcurrentSkipListMap<>();
  private final SignatureV4 signature = new SignatureV4("id", "secret", "eu-central-1");
  private final HttpServer server;

  public LocalBucket() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public Bucket.Place place(String secretAccessKey) {
    return new Bucket.Place(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        "evidence",
        "cluster-1/",
        "eu-central-1",
        "id",
        secretAccessKey,
        "session");
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    requests.add(method + " " + path);
    int code = broken != 0 ? broken : isSigned(exchange, path, body) ? 200 : 403;
    byte[] content = new byte[0];
    if (code == 200 && method.equals("PUT")) {
      objects.put(path, body);
      hashes.put(path, header(exchange, Bucket.HASH));
    } else if (code == 200 && !objects.containsKey(path)) {
      code = 404;
    } else if (code == 200) {
      exchange.getResponseHeaders().set(Bucket.HASH, hashes.getOrDefault(path, ""));
      content = method.equals("GET") ? objects.getOrDefault(path, content) : content;
    }
    exchange.sendResponseHeaders(code, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
    exchange.close();
  }

  private boolean isSigned(HttpExchange exchange, String path, byte[] body) {
    String authorization = header(exchange, "Authorization");
    Matcher parts = AUTHORIZATION.matcher(authorization);
    String hash = SignatureV4.sha256(body);
    if (!parts.matches() || !hash.equals(header(exchange, "x-amz-content-sha256"))) {
      return false;
    }
    SortedMap<String, String> headers = new TreeMap<>();
    for (String name : parts.group(1).split(";")) {
      headers.put(name, header(exchange, name));
    }
    return headers.keySet().containsAll(List.of("host", "x-amz-date", "x-amz-security-token"))
        && authorization.equals(
            signature.authorization(
                exchange.getRequestMethod(), path, new TreeMap<>(), headers, hash));
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  public String text(String path) {
    return new String(objects.getOrDefault(path, new byte[0]), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
