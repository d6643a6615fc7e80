package io.nightjar.page;

import io.nightjar.http.Call;
import io.nightjar.http.ControlBackend;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Status;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Tonight at a glance: what is asked of whoever looks, what was done, what is still open. */
final class TonightPages implements PageRoutes {

  /** A night, and the evening before it. */
  private static final Duration TONIGHT = Duration.ofHours(12);

  private static final int LISTED = 8;
  private static final int LOOKED_THROUGH = 200;

  private static final Set<ResponseState> ENDED =
      EnumSet.complementOf(EnumSet.of(ResponseState.AWAITING_APPROVAL, ResponseState.REQUESTED));

  private final PageParts parts;
  private final ControlBackend backend;
  private final Rows rows;

  TonightPages(PageParts parts) {
    this.parts = parts;
    this.backend = parts.backend();
    this.rows = new Rows(parts);
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/", Permission.VIEW, this::tonight));
  }

  /**
   * What the template knows.
   *
   * @param trouble what keeps Nightjar from seeing or acting as it should; empty is well
   * @param seen one sentence of how much was seen
   */
  record Tonight(
      List<Rows.Row> waiting,
      List<Rows.Row> done,
      int moreDone,
      List<Rows.Row> incidents,
      int moreIncidents,
      List<String> trouble,
      String mode,
      String seen) {}

  private Reply tonight(Call call) {
    Instant since = parts.times().now().minus(TONIGHT);
    List<Response> done =
        backend.responses(new ResponseFilter(ENDED, "", LOOKED_THROUGH), "").stream()
            .filter(response -> response.updatedAt().isAfter(since))
            .toList();
    List<Rows.Row> waiting =
        rows.responses(
            backend.responses(
                new ResponseFilter(Set.of(ResponseState.AWAITING_APPROVAL), "", LISTED), ""));
    List<Rows.Row> incidents = rows.incidents(backend.incidents(false, "", LOOKED_THROUGH));
    Status status = backend.status();
    Tonight page =
        new Tonight(
            waiting,
            rows.responses(done.stream().limit(LISTED).toList()),
            Math.max(0, done.size() - LISTED),
            incidents.stream().limit(LISTED).toList(),
            Math.max(0, incidents.size() - LISTED),
            trouble(status),
            mode(status),
            seen(status));
    return parts.frame().show(call, new View("tonight", "Tonight", Tab.TONIGHT, page));
  }

  private static List<String> trouble(Status status) {
    List<String> trouble = new ArrayList<>();
    if (status.killSwitch().on()) {
      trouble.add("The kill switch is on, nothing is done: " + status.killSwitch().why());
    }
    if (!status.cluster().reachable()) {
      trouble.add("The cluster " + status.cluster().name() + " does not answer");
    }
    status.sources().stream()
        .filter(source -> !source.on() && source.name().equals("kernel"))
        .forEach(source -> trouble.add("The sensor is off: " + source.detail()));
    status
        .losses()
        .forEach(
            (where, count) -> {
              if (count > 0) {
                trouble.add(count + " lost: " + where);
              }
            });
    status.broken().forEach((what, why) -> trouble.add(what + ": " + why));
    return trouble;
  }

  private static String mode(Status status) {
    return status.mode().equals("enforce")
        ? "Mode enforce: what is allowed is done"
        : "Mode " + status.mode() + ": nothing is changed in the cluster";
  }

  private static String seen(Status status) {
    return status.rules()
        + " rules and "
        + status.playbooks().size()
        + " playbooks watch node "
        + status.node();
  }
}
