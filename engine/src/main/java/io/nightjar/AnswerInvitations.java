package io.nightjar;

import io.nightjar.gate.Gate;
import io.nightjar.http.AnswerLinks;
import io.nightjar.notify.Enclosing;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.LinkReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseState;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A link for each person who is known to be allowed to answer a question. */
final class AnswerInvitations implements Enclosing.Invitations {

  private final Gate gate;
  private final ResponseDesk desk;
  private final AnswerLinks links;

  AnswerInvitations(Gate gate, ResponseDesk desk, AnswerLinks links) {
    this.gate = gate;
    this.desk = desk;
    this.links = links;
  }

  /** By person; nobody where nothing is awaited, or where the configuration names no approvers. */
  @Override
  public Map<String, URI> all(String responseId) {
    SortedMap<String, URI> invited = new TreeMap<>();
    asked(responseId)
        .ifPresent(
            ask ->
                people(ask.groups())
                    .forEach(
                        person ->
                            link(responseId, person, ask)
                                .ifPresent(link -> invited.put(person, link))));
    return invited;
  }

  @Override
  public Optional<URI> one(String responseId, String person) {
    return asked(responseId).flatMap(ask -> link(responseId, person, ask));
  }

  @Override
  public @Nullable URI page(String responseId) {
    return links.page("/responses/" + responseId);
  }

  private Optional<ApprovalAsk> asked(String responseId) {
    Response response = desk.find(responseId).orElse(null);
    return response == null || response.state() != ResponseState.AWAITING_APPROVAL
        ? Optional.empty()
        : Optional.ofNullable(response.request().approval());
  }

  private Optional<URI> link(String responseId, String person, ApprovalAsk ask) {
    return desk.link(responseId, person, "engine", ask.within()) instanceof LinkReply.Issued issued
        ? Optional.of(links.url(issued.link()))
        : Optional.empty();
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
