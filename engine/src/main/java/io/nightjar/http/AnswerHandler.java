package io.nightjar.http;

import io.nightjar.respond.AnswerLink;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.Word;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Serves answer links. Following one only shows the question, since mail and chat programs follow
 * links by themselves; the form's POST is the answer.
 */
final class AnswerHandler {

  static final String PATH = "/answer";

  private static final int FORM_BYTES_AT_MOST = 16 * 1024;
  private static final int COMMENT_AT_MOST = 2_000;

  private final ControlBackend backend;
  private final AnswerTokens tokens;
  private final Supplier<AnswerView> view;
  private final Set<String> hosts;

  /**
   * @param hosts values of the Host header that are served
   */
  AnswerHandler(
      ControlBackend backend, AnswerTokens tokens, Supplier<AnswerView> view, Set<String> hosts) {
    this.backend = backend;
    this.tokens = tokens;
    this.view = view;
    this.hosts = Set.copyOf(hosts);
  }

  /** Where links are served; the link itself is what lets in. */
  Section section() {
    return new Section(
        PATH,
        this::let,
        FORM_BYTES_AT_MOST,
        List.of(
            Route.get("/{link}", null, this::question), Route.post("/{link}", null, this::answer)),
        this::page);
  }

  private Caller let(Incoming incoming) {
    if (!Doorkeeper.names(hosts, incoming)) {
      throw new Rejection(Problem.forbidden("Set http.publicUrl to the address that people use."));
    }
    return Caller.NOBODY;
  }

  private Reply page(Problem problem) {
    String words =
        switch (problem.status()) {
          case 403 -> "Not from here";
          case 404 -> "There is no such page";
          case 405 -> "This cannot be done here";
          case 413 -> "The form is too large";
          case 500 -> "Nightjar failed to answer";
          default -> problem.title();
        };
    String more =
        switch (problem.status()) {
          case 403 -> problem.detail();
          case 500 -> "Its log says why.";
          default -> "Nothing was done.";
        };
    return view.get().nothing(problem.status(), words, more);
  }

  private Reply noLink() {
    return view.get()
        .nothing(
            404,
            "This is no link of this Nightjar",
            "It may have been cut short on its way. Nothing was done.");
  }

  private Reply question(Call call) {
    return tokens.open(call.variable("link")).map(this::question).orElseGet(this::noLink);
  }

  private Reply question(AnswerLink link) {
    ResponseStory story = backend.story(link.responseId()).orElse(null);
    if (story == null) {
      return gone();
    }
    Optional<DeskReply.Refused> refusal = backend.refusal(link);
    return refusal.isPresent()
        ? refused(story.response(), refusal.get())
        : view.get().question(story, link);
  }

  private Reply answer(Call call) {
    return tokens
        .open(call.variable("link"))
        .map(link -> answer(call.form(), link))
        .orElseGet(this::noLink);
  }

  private Reply answer(Map<String, String> form, AnswerLink link) {
    String comment = form.getOrDefault("comment", "").strip();
    Optional<Word> word = word(form.getOrDefault("answer", ""));
    if (word.isEmpty() || comment.length() > COMMENT_AT_MOST) {
      return view.get().nothing(400, "That is no answer", "Go back and press one of the buttons.");
    }
    return switch (backend.answer(link, word.get(), comment)) {
      case DeskReply.Done done ->
          view.get().result(200, done.response(), true, said(word.get(), done.response()));
      case DeskReply.Refused refused ->
          backend
              .story(link.responseId())
              .map(story -> refused(story.response(), refused))
              .orElseGet(this::gone);
    };
  }

  private Reply gone() {
    return view.get().nothing(404, "There is no such response", "Nothing was done.");
  }

  private Reply refused(Response response, DeskReply.Refused refused) {
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
    return view.get().result(status, response, false, sentence);
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
}
