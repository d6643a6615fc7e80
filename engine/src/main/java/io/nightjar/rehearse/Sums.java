package io.nightjar.rehearse;

import io.nightjar.playbook.Notice;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts while a rehearsal goes on. Names that an attacker may have chosen are bounded: beyond it
 * they count together. One thread.
 */
final class Sums {

  static final String OTHERS = "(others)";

  /** Who may answer where no group is named. */
  static final String EVERYBODY = "every approver";

  private static final int NAMES_AT_MOST = 10_000;
  private static final int SHOWN = 100;

  private final Tally rulings = new Tally();
  private final Map<Summary.Group, Long> groups = new HashMap<>();
  private final Map<Summary.ByGuard, Long> guards = new HashMap<>();
  private final Map<String, Tally> namespaces = new TreeMap<>();
  private final Map<String, Tally> workloads = new TreeMap<>();
  private final Map<Instant, Tally> hours = new TreeMap<>();
  private final Map<String, long[]> people = new TreeMap<>();
  private final Map<String, Long> ends = new TreeMap<>();
  private long pages;
  private long notPossible;
  private long takenOut;

  void judged(Response judged, String workload) {
    Ruling ruling = Ruling.of(judged);
    count(judged.request(), ruling, ruling.guard(judged), judged.updatedAt(), workload);
    ApprovalAsk ask = judged.request().approval();
    if (ruling == Ruling.ASKED && ask != null) {
      each(ask.groups()).forEach(who -> person(who)[0]++);
    }
  }

  void joined(ResponseRequest request, Instant at, String workload) {
    count(request, Ruling.JOINED, "", at, workload);
  }

  private void count(
      ResponseRequest request, Ruling ruling, String guard, Instant at, String workload) {
    rulings.add(ruling);
    groups.merge(
        new Summary.Group(request.playbook(), request.actionId(), ruling, 0), 1L, Long::sum);
    guards.merge(new Summary.ByGuard(guard, ruling, 0), 1L, Long::sum);
    named(namespaces, request.target().namespace()).add(ruling);
    named(workloads, workload).add(ruling);
    hours.computeIfAbsent(at.truncatedTo(ChronoUnit.HOURS), hour -> new Tally()).add(ruling);
  }

  private static Tally named(Map<String, Tally> tallies, String name) {
    Tally known = tallies.get(name);
    if (known != null) {
      return known;
    }
    String kept = tallies.size() < NAMES_AT_MOST ? name : OTHERS;
    return tallies.computeIfAbsent(kept, fresh -> new Tally());
  }

  private static List<String> each(List<String> groups) {
    return groups.isEmpty() ? List.of(EVERYBODY) : groups;
  }

  /** Asked, escalated, paged. */
  private long[] person(String who) {
    return people.computeIfAbsent(who, fresh -> new long[3]);
  }

  void escalated(List<String> whom) {
    each(whom).forEach(who -> person(who)[1]++);
  }

  void paged(Notice notice) {
    pages++;
    person(notice.group())[2]++;
  }

  void notPossible() {
    notPossible++;
  }

  void ended(String state) {
    ends.merge(state, 1L, Long::sum);
  }

  void takenOut() {
    takenOut++;
  }

  /** How many playbooks failed. */
  long takenOuts() {
    return takenOut;
  }

  long pages() {
    return pages;
  }

  /** How often something was asked for that has no target. */
  long notPossibles() {
    return notPossible;
  }

  Tally rulings() {
    return rulings;
  }

  Map<String, Long> ends() {
    return new TreeMap<>(ends);
  }

  List<Summary.Group> groups() {
    List<Summary.Group> all = new ArrayList<>();
    groups.forEach(
        (group, count) ->
            all.add(new Summary.Group(group.playbook(), group.action(), group.ruling(), count)));
    all.sort(
        Comparator.comparingLong(Summary.Group::count)
            .reversed()
            .thenComparing(Summary.Group::playbook)
            .thenComparing(Summary.Group::action)
            .thenComparing(Summary.Group::ruling));
    return all;
  }

  List<Summary.ByGuard> guards() {
    List<Summary.ByGuard> all = new ArrayList<>();
    guards.forEach(
        (guard, count) -> all.add(new Summary.ByGuard(guard.guard(), guard.ruling(), count)));
    all.sort(
        Comparator.comparingLong(Summary.ByGuard::count)
            .reversed()
            .thenComparing(Summary.ByGuard::guard)
            .thenComparing(Summary.ByGuard::ruling));
    return all;
  }

  List<Summary.Named> namespaces() {
    return most(namespaces);
  }

  List<Summary.Named> workloads() {
    return most(workloads);
  }

  private static List<Summary.Named> most(Map<String, Tally> tallies) {
    return tallies.entrySet().stream()
        .map(each -> new Summary.Named(each.getKey(), each.getValue()))
        .sorted(
            Comparator.comparingLong((Summary.Named named) -> named.rulings().sum())
                .reversed()
                .thenComparing(Summary.Named::name))
        .limit(SHOWN)
        .toList();
  }

  List<Summary.Hour> hours() {
    return hours.entrySet().stream()
        .map(each -> new Summary.Hour(each.getKey(), each.getValue()))
        .toList();
  }

  List<Summary.People> people() {
    return people.entrySet().stream()
        .map(
            each ->
                new Summary.People(
                    each.getKey(), each.getValue()[0], each.getValue()[1], each.getValue()[2]))
        .sorted(
            Comparator.comparingLong(
                    (Summary.People one) -> one.asked() + one.escalated() + one.paged())
                .reversed()
                .thenComparing(Summary.People::who))
        .toList();
  }
}
