package io.nightjar.practice.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Who may do what: everybody with a token everything, but for what is denied. */
public final class AccessTable {

  /** A refusal; {@code *} stands for any user, verb, resource or namespace. */
  public record Denial(String user, String verb, String resource, String namespace) {
    boolean covers(RequestInfo request) {
      return fits(user, request.user())
          && fits(verb, request.verb())
          && (fits(resource, request.resource())
              || resource.equals(request.resource() + "/" + request.subresource()))
          && fits(namespace, request.namespace());
    }

    private static boolean fits(String pattern, String value) {
      return pattern.equals("*") || pattern.equals(value);
    }
  }

  private final Map<String, User> users = new ConcurrentHashMap<>();
  private final List<Denial> denials = new CopyOnWriteArrayList<>();
  private final Map<String, Predicate<RequestInfo>> limits = new ConcurrentHashMap<>();

  /** Lets a bearer of this token in. */
  public void addUser(String token, User user) {
    users.put(token, user);
  }

  public void deny(Denial denial) {
    denials.add(denial);
  }

  /** Refuses a verb on a resource to everybody, everywhere. */
  public void deny(String verb, String resource) {
    deny(new Denial("*", verb, resource, "*"));
  }

  /** Lets one user do only what passes; paths that name no resource stay open to all. */
  public void limit(String user, Predicate<RequestInfo> allowed) {
    limits.put(user, allowed);
  }

  public void allowAll() {
    denials.clear();
    limits.clear();
  }

  Optional<User> byToken(String token) {
    byte[] presented = token.getBytes(StandardCharsets.UTF_8);
    return users.entrySet().stream()
        .filter(e -> MessageDigest.isEqual(e.getKey().getBytes(StandardCharsets.UTF_8), presented))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  boolean allows(RequestInfo request) {
    return denials.stream().noneMatch(denial -> denial.covers(request))
        && (request.resource().isEmpty()
            || limits.getOrDefault(request.user(), any -> true).test(request));
  }

  List<Denial> denials() {
    return List.copyOf(denials);
  }
}
