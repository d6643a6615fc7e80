package io.nightjar.http;

import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Does what a request with an {@code Idempotency-Key} asks for once, however often it comes. */
final class OncePerKey {

  static final String HEADER = "Idempotency-Key";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private final KeptAnswers answers;

  OncePerKey(KeptAnswers answers) {
    this.answers = answers;
  }

  /** The route with that; one that changes nothing as it is. */
  Route on(Route route) {
    return route.method().equals("POST")
        ? route.handledBy(call -> handle(call, route.handler()))
        : route;
  }

  private Reply handle(Call call, Route.Handler handler) {
    String key = call.incoming().header(HEADER);
    if (key == null) {
      return handler.handle(call);
    }
    if (!KEY.matcher(key).matches()) {
      throw new Rejection(
          Problem.badRequest(HEADER + " is 1 to 255 visible characters without blanks"));
    }
    String caller = caller(call.caller());
    String digest = digest(call);
    return switch (answers.begin(caller, key, digest)) {
      case KeptAnswers.Known.New now -> first(call, handler, caller, key, digest);
      case KeptAnswers.Known.Answered before -> before.answer();
      case KeptAnswers.Known.Another another ->
          throw new Rejection(Problem.keyUsed("another request had this " + HEADER));
      case KeptAnswers.Known.NotAnswered running ->
          throw new Rejection(
              Problem.refused(
                  "a request with this "
                      + HEADER
                      + " has begun, and how it ended is not known; look before you send it with"
                      + " another key"));
    };
  }

  private Reply first(Call call, Route.Handler handler, String caller, String key, String digest) {
    try {
      Reply reply = handler.handle(call);
      if (reply instanceof Reply.Content content) {
        answers.end(caller, key, digest, content);
      }
      return reply;
    } catch (Rejection e) {
      // nothing was done: the next one may fare better
      answers.forget(caller, key);
      throw e;
    }
  }

  /** People of one name are two where they proved themselves in two ways. */
  private static String caller(Caller caller) {
    String name = caller.name();
    // with its length, so that no name reads as another one with its proof
    return name.length() + ":" + name + caller.vouchedBy();
  }

  private static String digest(Call call) {
    String head =
        call.incoming().method() + " " + call.incoming().path() + "?" + call.incoming().query();
    byte[] line = (head + "\n").getBytes(StandardCharsets.UTF_8);
    return Hash.sha256(line, call.bytes()).hex();
  }
}
