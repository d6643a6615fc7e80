package io.nightjar.fleet;

import io.nightjar.http.About;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import java.util.List;

/** The agents for people and programs; agents themselves have no way to it. */
public final class FleetApi {

  private final Fleet fleet;

  public FleetApi(Fleet fleet) {
    this.fleet = fleet;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/agents", Permission.VIEW, call -> Reply.ok(fleet.views()))
            .saying(About.list("engine", "The agents of other nodes", AgentView.class)));
  }
}
