package io.nightjar;

import io.nightjar.gate.Gate;
import io.nightjar.http.AnswerLinks;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.LinkReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseState;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A link for each person who is known to be allowed to answer a question. */
final class AnswerInvitations {

  private final Gate gate;
  private final ResponseDesk desk;
  private final AnswerLinks links;

  AnswerInvitations(Gate gate, ResponseDesk desk, AnswerLinks links) {
    this.gate = gate;
    this.desk = desk;
    this.links = links;
  }

  /** By person; nobody where nothing is awaited, or where the configuration names no approvers. */
  Map<String, URI> to(Response response) {
    ApprovalAsk ask = response.request().approval();
    if (response.state() != ResponseState.AWAITING_APPROVAL || ask == null) {
      return Map.of();
    }
    SortedMap<String, URI> invited = new TreeMap<>();
    for (String person : people(ask.groups())) {
      if (desk.link(response.id(), person, "engine", ask.within())
          instanceof LinkReply.Issued issued) {
        invited.put(person, links.url(issued.link()));
      }
    }
    return invited;
  }

  private List<String> people(List<String> groups) {
    Map<String, Set<String>> approvers = gate.settings().asking().approvers();
    return approvers.entrySet().stream()
        .filter(group -> groups.isEmpty() || groups.contains(group.getKey()))
        .map(Map.Entry::getValue)
        .flatMap(Collection::stream)
        .distinct()
        .sorted()
        .toList();
  }
}
