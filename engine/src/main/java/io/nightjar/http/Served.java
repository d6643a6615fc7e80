package io.nightjar.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ControlServer} serves.
 *
 * @param signIn who comes in by the control API beside who holds the token
 * @param more sections beside the control API and answer links, on the same port
 * @param guarded further sections behind the door of the control API
 * @param listeners ports of their own
 * @param refusals what is not served is counted there
 * @param resources what is in force
 * @param answers by {@code Idempotency-Key}; null where keys are not heeded
 */
public record Served(
    ControlBackend backend,
    EventFeed feed,
    AnswerLinks links,
    SignIn signIn,
    List<Section> more,
    List<Function<Door, Section>> guarded,
    List<Listener> listeners,
    Refusals refusals,
    @Nullable KeptAnswers answers,
    Resources resources) {

  public Served {
    more = List.copyOf(more);
    guarded = List.copyOf(guarded);
    listeners = List.copyOf(listeners);
  }

  /** The control API for who holds the token, and answer links. */
  public static Served of(ControlBackend backend, EventFeed feed, AnswerLinks links) {
    return new Served(
        backend,
        feed,
        links,
        SignIn.TOKEN_ONLY,
        List.of(),
        List.of(),
        List.of(),
        new Refusals(),
        null,
        Resources.NONE);
  }

  public Served with(SignIn other) {
    return new Served(
        backend, feed, links, other, more, guarded, listeners, refusals, answers, resources);
  }

  public Served with(Refusals other) {
    return new Served(
        backend, feed, links, signIn, more, guarded, listeners, other, answers, resources);
  }

  public Served with(Resources other) {
    return new Served(
        backend, feed, links, signIn, more, guarded, listeners, refusals, answers, other);
  }

  public Served with(KeptAnswers other) {
    return new Served(
        backend, feed, links, signIn, more, guarded, listeners, refusals, other, resources);
  }

  public Served with(List<Section> sections) {
    List<Section> all = new ArrayList<>(more);
    all.addAll(sections);
    return new Served(
        backend, feed, links, signIn, all, guarded, listeners, refusals, answers, resources);
  }

  public Served with(Listener listener) {
    List<Listener> all = new ArrayList<>(listeners);
    all.add(listener);
    return new Served(
        backend, feed, links, signIn, more, guarded, all, refusals, answers, resources);
  }

  /** And a section behind the door of the control API. */
  public Served guarded(Function<Door, Section> section) {
    List<Function<Door, Section>> all = new ArrayList<>(guarded);
    all.add(section);
    return new Served(
        backend, feed, links, signIn, more, all, listeners, refusals, answers, resources);
  }
}
