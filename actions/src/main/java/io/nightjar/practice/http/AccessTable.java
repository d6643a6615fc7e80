package io.nightjar.practice.http;

import io.nightjar.practice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Who may do what: everybody with a token everything, but for what is denied. What others may is
 * asked by a SubjectAccessReview, which the cluster's {@link Rbac} answers.
 */
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

  /** The audience of tokens that are for the API server. */
  static final String OWN_AUDIENCE = "https://kubernetes.default.svc";

  /** Whose a token is, and whom it is for. */
  record Token(User user, Set<String> audiences, Instant until) {}

  private final InstantSource clock;
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final List<Denial> denials = new CopyOnWriteArrayList<>();
  private final Map<String, Predicate<RequestInfo>> limits = new ConcurrentHashMap<>();

  public AccessTable(InstantSource clock) {
    this.clock = clock;
  }

  /** Lets a bearer of this token in. */
  public void addUser(String token, User user) {
    addUser(token, user, Set.of(OWN_AUDIENCE));
  }

  /**
   * Makes a token for somebody.
   *
   * @param audiences whom it is good for; the API server itself lets in only its own
   */
  public void addUser(String token, User user, Set<String> audiences) {
    tokens.put(token, new Token(user, Set.copyOf(audiences), Instant.MAX));
  }

  /**
   * Makes a token for a service account; without audiences it is for the API server.
   *
   * @param extra what reviews tell of it beside
   */
  void addServiceAccount(
      String token,
      ObjectKey account,
      Set<String> audiences,
      Map<String, String> extra,
      Instant until) {
    String groups = "system:serviceaccounts";
    User user =
        new User(
            "system:serviceaccount:" + account.namespace() + ":" + account.name(),
            List.of(groups, groups + ":" + account.namespace()),
            extra);
    Set<String> whom = audiences.isEmpty() ? Set.of(OWN_AUDIENCE) : Set.copyOf(audiences);
    tokens.values().removeIf(each -> !clock.instant().isBefore(each.until()));
    tokens.put(token, new Token(user, whom, until));
  }

  /** From now on nobody has that token. */
  public void removeUser(String token) {
    tokens.remove(token);
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

  /** Who comes with a token for the API server. */
  Optional<User> byToken(String token) {
    return token(token).filter(each -> each.audiences().contains(OWN_AUDIENCE)).map(Token::user);
  }

  Optional<Token> token(String token) {
    byte[] presented = token.getBytes(StandardCharsets.UTF_8);
    return tokens.entrySet().stream()
        .filter(e -> MessageDigest.isEqual(e.getKey().getBytes(StandardCharsets.UTF_8), presented))
        .map(Map.Entry::getValue)
        .filter(each -> clock.instant().isBefore(each.until()))
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
