package io.nightjar;

import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.gate.Gate;
import io.nightjar.http.AnswerLinks;
import io.nightjar.http.ControlBackend;
import io.nightjar.http.EventFeed;
import io.nightjar.http.Section;
import io.nightjar.page.AnswerPages;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageSections;
import io.nightjar.page.PageTimes;
import io.nightjar.page.Previews;
import io.nightjar.page.SignInPage;
import io.nightjar.signin.SignInDesk;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The pages of the running engine, for those who are signed in. */
final class WebPages implements AutoCloseable {

  /** A person waits for the page meanwhile. */
  private static final Duration DRY_RUN_WITHIN = Duration.ofSeconds(2);

  private final Closing closing = new Closing();
  private final List<Section> sections;

  /**
   * @param actions by id, to ask for dry runs
   */
  WebPages(
      ControlBackend backend,
      EventFeed feed,
      AnswerLinks links,
      Map<String, Action> actions,
      Gate gate,
      ZoneId zone,
      EnginePages.Engine engine,
      SignInDesk signIn) {
    Map<String, ActionDescriptor> descriptors =
        actions.values().stream()
            .map(Action::descriptor)
            .collect(Collectors.toMap(ActionDescriptor::id, Function.identity()));
    Previews previews = closing.add(new Previews(actions, gate::staysReady, DRY_RUN_WITHIN));
    PageParts parts =
        PageParts.of(backend, feed, descriptors, new PageTimes(zone, engine.clock()), previews);
    EnginePages more = closing.add(new EnginePages(parts, engine));
    sections = PageSections.of(parts, signIn, more.pages());
    links.showWith(new AnswerPages(parts));
    signIn.showWith(new SignInPage(parts.frame()));
  }

  List<Section> sections() {
    return sections;
  }

  @Override
  public void close() {
    closing.close();
  }
}
