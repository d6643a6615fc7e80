package io.nightjar.http;

import java.util.List;

/**
 * Why a request was not served (RFC 9457).
 *
 * @param type {@code urn:nightjar:problem:…}; stable, for programs
 * @param candidates ids that an ambiguous prefix may mean; empty otherwise
 */
public record Problem(
    String type, String title, int status, String detail, List<String> candidates) {

  private static final String PREFIX = "urn:nightjar:problem:";

  public Problem {
    candidates = List.copyOf(candidates);
  }

  private static Problem of(int status, String type, String title, String detail) {
    return new Problem(PREFIX + type, title, status, detail, List.of());
  }

  public static Problem badRequest(String detail) {
    return of(400, "bad-request", "The request makes no sense", detail);
  }

  public static Problem unauthorized() {
    return of(401, "unauthorized", "The access token is missing or wrong", "");
  }

  public static Problem forbidden(String detail) {
    return of(403, "forbidden", "Not from here", detail);
  }

  public static Problem notEntitled(String detail) {
    return of(403, "not-entitled", "That person may not do this", detail);
  }

  public static Problem notPermitted(String who, Permission permission, String namespace) {
    return of(
        403,
        "not-permitted",
        "That is not permitted",
        (who.isEmpty() ? "nobody in particular" : who)
            + " may not "
            + permission.words()
            + (namespace.isEmpty() ? "" : " in namespace " + namespace));
  }

  public static Problem notFound(String detail) {
    return of(404, "not-found", "There is no such thing", detail);
  }

  public static Problem methodNotAllowed(String method) {
    return of(405, "method-not-allowed", "This cannot be done here", method);
  }

  public static Problem ambiguous(String prefix, List<String> candidates) {
    return new Problem(
        PREFIX + "ambiguous-id",
        "More than one id starts so",
        409,
        "\"" + prefix + "\" may mean " + String.join(", ", candidates),
        candidates);
  }

  public static Problem refused(String detail) {
    return of(409, "refused", "Not done", detail);
  }

  public static Problem gone(String detail) {
    return of(410, "gone", "This link is no longer good", detail);
  }

  public static Problem tooLarge(int limitBytes) {
    return of(413, "too-large", "The body is too large", "at most " + limitBytes + " bytes");
  }

  public static Problem tooSlow(String detail) {
    return of(408, "too-slow", "The request came too slowly", detail);
  }

  public static Problem headersTooLarge() {
    return of(431, "headers-too-large", "The headers are too large", "");
  }

  public static Problem tooMany(String detail) {
    return of(429, "too-many-requests", "Too many tries", detail);
  }

  /** Any other one by its status, of which nothing more is known. */
  static Problem bare(int status) {
    return switch (status) {
      case 404 -> notFound("");
      case 408 -> tooSlow("");
      case 413 -> of(413, "too-large", "The body is too large", "");
      case 431 -> headersTooLarge();
      case 503 -> busy("Nightjar stops");
      case 414 -> of(414, "address-too-long", "The address is too long", "");
      case 417 -> of(417, "unmet-expectation", "The Expect header asks for what is not done", "");
      case 505 -> of(505, "http-version", "Only HTTP/1.1 is spoken", "");
      default ->
          status >= 500 ? internal() : of(status, "bad-request", "The request makes no sense", "");
    };
  }

  /** The last part of the type: {@code too-large}. */
  public String cause() {
    return type.substring(PREFIX.length());
  }

  public static Problem unsupportedType() {
    return of(415, "unsupported-type", "Only application/json is read", "");
  }

  /** A body that would have to be unpacked, to who knows how much. */
  static Problem packed() {
    return of(415, "unsupported-encoding", "Packed bodies are not read", "");
  }

  public static Problem invalid(String detail) {
    return of(422, "invalid", "The new state is broken; the last good one stays in force", detail);
  }

  public static Problem keyUsed(String detail) {
    return of(422, "key-used", "The key was used for another request", detail);
  }

  public static Problem unavailable(String detail) {
    return of(503, "unavailable", "It cannot be told now", detail);
  }

  public static Problem standsBy(String leader) {
    return of(503, "standby", "This engine stands by", leader);
  }

  public static Problem busy(String detail) {
    return of(503, "busy", "Too many at once", detail);
  }

  public static Problem internal() {
    return of(500, "internal", "Nightjar failed to answer", "its log says why");
  }
}
