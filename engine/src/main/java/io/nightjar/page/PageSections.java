package io.nightjar.page;

import io.nightjar.http.Door;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import io.nightjar.signin.SignInDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the server has to serve for the pages. */
public final class PageSections {

  private static final int FORM_BYTES_AT_MOST = 64 * 1024;

  private PageSections() {}

  /** Those that need no more than {@code parts}, behind a door of one's own. */
  public static List<Section> of(PageParts parts, Door door) {
    return of(parts, door, List.of());
  }

  /**
   * Behind a door of one's own; whoever stands there checks the tokens of forms, too.
   *
   * @param more pages that are made of more than {@code parts}
   */
  public static List<Section> of(PageParts parts, Door door, List<PageRoutes> more) {
    Function<Problem, Reply> errors = new ErrorPage(parts.frame())::of;
    return List.of(
        parts.assets().section(),
        new Section("", door, FORM_BYTES_AT_MOST, routes(parts, more), errors));
  }

  /**
   * For those who are signed in; every form is that of their session.
   *
   * @param more pages that are made of more than {@code parts}
   */
  public static List<Section> of(PageParts parts, SignInDesk signIn, List<PageRoutes> more) {
    List<Section> sections = new ArrayList<>(signIn.sections());
    sections.add(parts.assets().section());
    Function<Problem, Reply> errors = new ErrorPage(parts.frame())::of;
    sections.add(signIn.pages("", FORM_BYTES_AT_MOST, routes(parts, more), errors));
    return sections;
  }

  private static List<Route> routes(PageParts parts, List<PageRoutes> more) {
    List<PageRoutes> groups = new ArrayList<>(all(parts));
    groups.addAll(more);
    List<Route> routes = new ArrayList<>();
    groups.forEach(pages -> routes.addAll(pages.routes()));
    routes.add(
        Route.get(
            "/live",
            Permission.VIEW,
            call -> new Reply.Events(call.number("since", parts.feed().last(), Long.MAX_VALUE))));
    return routes;
  }

  /** Every group of pages; new ones are added here. */
  private static List<PageRoutes> all(PageParts parts) {
    return List.of(
        new TonightPages(parts),
        new ResponsePages(parts),
        new IncidentPages(parts),
        new DetectionPages(parts));
  }
}
