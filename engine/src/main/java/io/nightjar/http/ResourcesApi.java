package io.nightjar.http;

import java.util.List;

/** Routes of what is in force: playbooks, calendars, actions; and of evidence. */
final class ResourcesApi {

  private static final String POLICY = "policy";

  private final Resources resources;

  ResourcesApi(Resources resources) {
    this.resources = resources;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/playbooks", Permission.VIEW, call -> Reply.ok(resources.playbooks()))
            .saying(
                About.list(
                    POLICY, "Playbooks with stage, tests and counters", Resources.Playbook.class)),
        Route.get("/playbooks/{name}", Permission.VIEW, this::playbook)
            .saying(
                About.of(POLICY, "One with the text of its rules", Resources.PlaybookText.class)),
        Route.get("/calendars", Permission.VIEW, call -> Reply.ok(resources.calendars()))
            .saying(
                About.list(
                    POLICY, "Calendars and when they change next", Resources.Calendar.class)),
        Route.get("/actions", Permission.VIEW, call -> Reply.ok(resources.actions()))
            .saying(About.list(POLICY, "What can be done", Resources.Action.class)),
        Route.get("/evidence", Permission.VIEW, call -> Reply.ok(resources.evidence()))
            .saying(
                About.list("responses", "Evidence kept on this node", Resources.Evidence.class)));
  }

  private Reply playbook(Call call) {
    return Reply.ok(
        resources
            .playbook(call.variable("name"))
            .orElseThrow(() -> new Rejection(Problem.notFound("no playbook is called so"))));
  }
}
