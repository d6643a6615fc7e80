package io.nightjar;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Target;
import io.nightjar.cluster.TargetFinder.Found;
import io.nightjar.config.Suggestion;
import io.nightjar.http.HandRequest;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.DeskReply.Cause;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a person asks for by hand to the desk, where the gate judges it as it does a
 * playbook's wish; whoever asked cannot approve it.
 */
final class HandRequests {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 12;

  private final Map<String, ActionDescriptor> actions;
  private final Function<String, Found> finder;
  private final Function<ResponseRequest, Response> desk;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param actions by id
   */
  HandRequests(
      Map<String, ActionDescriptor> actions,
      Function<String, Found> finder,
      Function<ResponseRequest, Response> desk,
      InstantSource clock) {
    this.actions = Map.copyOf(actions);
    this.finder = finder;
    this.desk = desk;
    this.clock = clock;
  }

  DeskReply take(HandRequest asked) {
    ActionDescriptor action = actions.get(asked.action());
    String problem = problem(asked, action);
    if (problem != null) {
      return new DeskReply.Refused(Cause.UNSUITABLE, problem);
    }
    return switch (finder.apply(asked.target())) {
      case Found.NoSuchForm no -> new DeskReply.Refused(Cause.UNSUITABLE, no.why());
      case Found.Nothing nothing -> new DeskReply.Refused(Cause.NOT_FOUND, nothing.why());
      case Found.It found -> new DeskReply.Done(desk.apply(request(asked, found.target())));
    };
  }

  private @Nullable String problem(HandRequest asked, @Nullable ActionDescriptor action) {
    if (action == null) {
      return "no action is called \""
          + DisplayText.of(asked.action())
          + "\"; "
          + Suggestion.didYouMean(asked.action(), List.copyOf(actions.keySet()));
    }
    if (asked.because().isBlank()) {
      return "a request needs a reason";
    }
    String strange =
        asked.parameters().values().keySet().stream()
            .filter(name -> !action.parameters().containsKey(name))
            .map(DisplayText::of)
            .collect(Collectors.joining(", "));
    if (!strange.isEmpty()) {
      return action.id()
          + " has no parameter "
          + strange
          + (action.parameters().isEmpty()
              ? "; it has none"
              : "; it has "
                  + String.join(", ", action.parameters().keySet().stream().sorted().toList()));
    }
    return asked.undoAfter() != null && !action.reversible()
        ? action.id() + " cannot be undone, so not after a while either"
        : null;
  }

  private ResponseRequest request(HandRequest asked, Target target) {
    Instant now = clock.instant();
    return new ResponseRequest(
        "r-"
            + random
                .ints(LENGTH, 0, LETTERS.length())
                .mapToObj(at -> LETTERS.substring(at, at + 1))
                .collect(Collectors.joining()),
        "person:" + asked.who(),
        "by hand",
        asked.action(),
        target,
        asked.parameters(),
        asked.because(),
        List.of(),
        now,
        now,
        asked.undoAfter(),
        null);
  }
}
