package io.nightjar.page;

import io.nightjar.http.Call;
import io.nightjar.http.ControlBackend;
import io.nightjar.http.EventFeed;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.Reply;
import io.nightjar.http.Status;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseState;
import io.nightjar.signin.SignedIn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is around every page: who is signed in, where one can go, mode and kill switch. */
public final class Frame {

  /**
   * Nothing from elsewhere, nothing inline, and nobody may frame it; a script may not even make
   * HTML of a text.
   */
  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src"
              + " 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none';"
              + " require-trusted-types-for 'script'; trusted-types 'none'",
          "Referrer-Policy",
          "same-origin",
          "X-Frame-Options",
          "DENY",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin");

  private static final int WAITING_COUNTED = 100;

  private final ControlBackend backend;
  private final EventFeed feed;
  private final Templates templates;
  private final Assets assets;
  private final PageTimes times;

  Frame(
      ControlBackend backend, EventFeed feed, Templates templates, Assets assets, PageTimes times) {
    this.backend = backend;
    this.feed = feed;
    this.templates = templates;
    this.assets = assets;
    this.times = times;
  }

  /**
   * What the layout knows as {@code frame}.
   *
   * @param seal what every form sends back
   * @param live number of the last event that the page shows
   * @param waiting how many responses wait for a person
   */
  record Around(
      String who,
      String seal,
      long live,
      List<Entry> entries,
      int waiting,
      String mode,
      KillSwitchState killSwitch,
      String cluster,
      Moment now,
      String zone) {}

  /** One entry of the navigation. */
  record Entry(String label, String path, boolean here, int count) {}

  /** The page, whole. */
  public Reply show(Call call, View view) {
    return show(call, 200, view);
  }

  public Reply show(Call call, int status, View view) {
    Status now = backend.status();
    // asked before the page's own facts would be too late: what comes meanwhile is shown twice
    int waiting = waiting();
    Around around =
        new Around(
            call.caller().name(),
            call.caller() instanceof SignedIn person ? person.csrf() : "",
            feed.last(),
            entries(view.tab(), waiting),
            waiting,
            now.mode(),
            now.killSwitch(),
            now.cluster().name(),
            times.of(times.now()),
            times.zone().getId());
    return reply(status, view, around);
  }

  /** A page for somebody who is not signed in, or for whom nothing more is known. */
  public Reply bare(int status, View view) {
    Around nobody =
        new Around(
            "",
            "",
            0,
            List.of(),
            0,
            "",
            new KillSwitchState(false, ""),
            "",
            times.of(times.now()),
            times.zone().getId());
    return reply(status, view, nobody);
  }

  private Reply reply(int status, View view, Around around) {
    String html =
        templates.render(
            view.template(),
            Map.of("title", view.title(), "page", view.model(), "frame", around, "assets", assets));
    return Reply.html(status, html, HEADERS);
  }

  /** The fields of a form; its session's token was checked before it came here. */
  public Map<String, String> form(Call call) {
    return call.form();
  }

  private int waiting() {
    return backend
        .responses(
            new ResponseFilter(Set.of(ResponseState.AWAITING_APPROVAL), "", WAITING_COUNTED), "")
        .size();
  }

  private static List<Entry> entries(Tab here, int waiting) {
    return Arrays.stream(Tab.values())
        .filter(tab -> tab != Tab.NONE)
        .map(
            tab ->
                new Entry(tab.label(), tab.path(), tab == here, tab == Tab.APPROVALS ? waiting : 0))
        .toList();
  }
}
