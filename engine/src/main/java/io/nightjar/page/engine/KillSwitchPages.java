package io.nightjar.page.engine;

import io.nightjar.http.Call;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageRoutes;
import io.nightjar.page.Tab;
import io.nightjar.page.View;
import java.util.List;
import java.util.Map;

/** Stops all acting, and allows it again; asked for a reason and a second look at it. */
public final class KillSwitchPages implements PageRoutes {

  private static final int REASON_AT_MOST = 500;

  private final PageParts parts;

  public KillSwitchPages(PageParts parts) {
    this.parts = parts;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/kill-switch", Permission.VIEW, call -> page(call, 200, "")),
        Route.post("/kill-switch", Permission.STOP, this::turn));
  }

  /**
   * What the template knows.
   *
   * @param problem what is wrong with the form that was sent; empty for nothing
   */
  record Model(KillSwitchState state, boolean mayTurn, String problem) {}

  private Reply page(Call call, int status, String problem) {
    Model model =
        new Model(parts.backend().killSwitch(), call.caller().may(Permission.STOP, ""), problem);
    return parts
        .frame()
        .show(call, status, new View("engine/kill-switch", "Kill switch", Tab.HEALTH, model));
  }

  private Reply turn(Call call) {
    Map<String, String> form = parts.frame().form(call);
    String to = form.getOrDefault("to", "");
    if (!to.equals("on") && !to.equals("off")) {
      throw new Rejection(Problem.badRequest("the kill switch is turned on or off"));
    }
    String reason = form.getOrDefault("reason", "").strip();
    if (reason.isEmpty() || reason.length() > REASON_AT_MOST) {
      return page(
          call, 400, "Say why, in at most " + REASON_AT_MOST + " letters: the audit log keeps it.");
    }
    if (!form.getOrDefault("sure", "").equals("yes")) {
      return page(call, 400, "Tick that you mean it.");
    }
    parts.backend().turnKillSwitch(to.equals("on"), call.caller().name(), reason);
    return Reply.seeOther("/health");
  }
}
