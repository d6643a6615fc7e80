package io.nightjar.config;

import io.nightjar.detect.Priority;
import io.nightjar.notify.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told of which notices; every condition that is given must hold. */
public record RouteConfig(
    @Setting("At least so severe.") @Nullable Priority severity,
    @Setting(value = "Kinds of notices; empty means any.", absent = "[]") List<Notice.Kind> kinds,
    @Setting(value = "Namespaces; empty means any.", absent = "[]") List<String> namespaces,
    @Setting(value = "Names of playbooks' folders; empty means any.", absent = "[]")
        List<String> playbooks,
    @Setting(
            value = "Groups that are asked or told, one of them at least; empty means any.",
            absent = "[]")
        List<String> groups,
    @Setting("Only while this calendar is on.") @Nullable String calendar,
    @Setting(
            value =
                "Channels, `asked` for the people who are asked, `group:NAME` and `person:NAME`;"
                    + " empty tells nobody.",
            absent = "[]")
        List<String> to,
    @Setting(
            value = "Whether the routes after it are looked at, too.",
            key = "continue",
            absent = "false")
        boolean goesOn) {

  /** Target: the people who are asked. */
  public static final String ASKED = "asked";

  /** Beginning of a target: the members of a group of {@code approvals.approvers}. */
  public static final String GROUP = "group:";

  /** Beginning of a target: one of {@code notify.people}. */
  public static final String PERSON = "person:";

  public RouteConfig {
    kinds = List.copyOf(kinds);
    namespaces = List.copyOf(namespaces);
    playbooks = List.copyOf(playbooks);
    groups = List.copyOf(groups);
    to = List.copyOf(to);
  }
}
