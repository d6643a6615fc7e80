package io.nightjar.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.nightjar.respond.AnswerLink;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.Word;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves answer links. Following one only shows the question, since mail and chat programs follow
 * links by themselves; the form's POST is the answer.
 */
final class AnswerHandler {

  static final String PATH = "/answer/";

  private static final Logger log = LoggerFactory.getLogger(AnswerHandler.class);
  private static final int FORM_BYTES_AT_MOST = 16 * 1024;
  private static final int COMMENT_AT_MOST = 2_000;

  private final ControlBackend backend;
  private final AnswerTokens tokens;
  private final AnswerPage pages;
  private final Set<String> hosts;
  private final InstantSource clock;

  /**
   * @param hosts values of the Host header that are served
   */
  AnswerHandler(
      ControlBackend backend,
      AnswerTokens tokens,
      AnswerPage pages,
      Set<String> hosts,
      InstantSource clock) {
    this.backend = backend;
    this.tokens = tokens;
    this.pages = pages;
    this.hosts = Set.copyOf(hosts);
    this.clock = clock;
  }

  private record Page(int status, String html) {}

  void handle(HttpExchange exchange) throws IOException {
    Page page;
    try {
      page = page(exchange);
    } catch (RuntimeException e) {
      // the address is a secret, so it is not told
      log.error("an answer by link failed", e);
      page = new Page(500, pages.nothing("Nightjar failed to answer", "Its log says why."));
    }
    byte[] bytes = page.html().getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/html; charset=utf-8");
    headers.set("Content-Security-Policy", Html.POLICY);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(page.status(), head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private Page page(HttpExchange exchange) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
      return new Page(
          403,
          pages.nothing("Not from here", "Set http.publicUrl to the address that people use."));
    }
    String path = exchange.getRequestURI().getRawPath();
    Optional<AnswerLink> link = tokens.open(path.substring(PATH.length()));
    if (link.isEmpty()) {
      return new Page(
          404,
          pages.nothing(
              "This is no link of this Nightjar",
              "It may have been cut short on its way. Nothing was done."));
    }
    return switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> question(link.get());
      case "POST" -> answer(exchange, link.get());
      default -> new Page(405, pages.nothing("This cannot be done here", "Nothing was done."));
    };
  }

  private Page question(AnswerLink link) {
    ResponseStory story = backend.story(link.responseId()).orElse(null);
    if (story == null) {
      return gone();
    }
    Optional<DeskReply.Refused> refusal = backend.refusal(link);
    return refusal.isPresent()
        ? refused(story.response(), refusal.get())
        : new Page(200, pages.question(story, link, clock.instant()));
  }

  private Page answer(HttpExchange exchange, AnswerLink link) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(FORM_BYTES_AT_MOST + 1);
    if (body.length > FORM_BYTES_AT_MOST) {
      return new Page(413, pages.nothing("The form is too large", "Nothing was done."));
    }
    Map<String, String> form = form(new String(body, StandardCharsets.UTF_8));
    String comment = form.getOrDefault("comment", "").strip();
    Optional<Word> word = word(form.getOrDefault("answer", ""));
    if (word.isEmpty() || comment.length() > COMMENT_AT_MOST) {
      return new Page(
          400, pages.nothing("That is no answer", "Go back and press one of the buttons."));
    }
    return switch (backend.answer(link, word.get(), comment)) {
      case DeskReply.Done done ->
          new Page(200, pages.result(done.response(), true, said(word.get(), done.response())));
      case DeskReply.Refused refused ->
          backend
              .story(link.responseId())
              .map(story -> refused(story.response(), refused))
              .orElseGet(this::gone);
    };
  }

  private Page gone() {
    return new Page(404, pages.nothing("There is no such response", "Nothing was done."));
  }

  private Page refused(Response response, DeskReply.Refused refused) {
    int status =
        switch (refused.cause()) {
          case NOT_FOUND -> 404;
          case NOT_ENTITLED -> 403;
          case LINK_OVER -> 410;
          case UNSUITABLE -> 400;
          case AMBIGUOUS, WRONG_STATE, DIFFERENT_ACTION, IRREVERSIBLE -> 409;
        };
    String words = refused.why();
    String sentence = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    return new Page(status, pages.result(response, false, sentence));
  }

  private static String said(Word word, Response response) {
    return switch (word) {
      case APPROVE ->
          switch (response.state()) {
            case AWAITING_APPROVAL -> "You agreed; another person has to agree, too";
            default -> "Approved; it is done now";
          };
      case DENY -> "Denied; nothing is done";
      case ACKNOWLEDGE -> "Nobody else is told; it still waits for an answer";
    };
  }

  private static Optional<Word> word(String text) {
    for (Word word : Word.values()) {
      if (word.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> form(String text) {
    Map<String, String> form = new HashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          form.putIfAbsent(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          return Map.of(); // no form, so no answer
        }
      }
    }
    return form;
  }
}
