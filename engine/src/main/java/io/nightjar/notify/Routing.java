package io.nightjar.notify;

import io.nightjar.config.NotifyConfig;
import io.nightjar.config.PersonConfig;
import io.nightjar.config.RouteConfig;
import io.nightjar.detect.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/** Who is told of a notice: the routes of the configuration. Immutable. */
final class Routing {

  /**
   * One channel.
   *
   * @param person who alone reads it, or whom it writes to; empty for everybody who reads it
   */
  record Target(String channel, String person) {}

  private final NotifyConfig config;
  private final Supplier<Map<String, Set<String>>> groups;
  private final BiPredicate<String, Instant> calendarIsOn;

  /**
   * @param groups members by group, as approvals have them
   */
  Routing(
      NotifyConfig config,
      Supplier<Map<String, Set<String>>> groups,
      BiPredicate<String, Instant> calendarIsOn) {
    this.config = config;
    this.groups = groups;
    this.calendarIsOn = calendarIsOn;
  }

  /** Each target once; a question that no route sends anywhere goes to all. */
  Set<Target> of(Notice notice, Priority severity, Instant now) {
    Set<Target> found = new LinkedHashSet<>();
    for (RouteConfig route : config.routes()) {
      if (matches(route, notice, severity, now)) {
        route.to().forEach(to -> add(found, to, notice));
        if (!route.goesOn()) {
          break;
        }
      }
    }
    if (config.routes().isEmpty() || (found.isEmpty() && notice.kind().asks())) {
      add(found, RouteConfig.ASKED, notice);
      for (String channel : shared()) {
        found.add(new Target(channel, ""));
      }
    }
    return found;
  }

  private boolean matches(RouteConfig route, Notice notice, Priority severity, Instant now) {
    Notice.About about = notice.subject();
    return (route.severity() == null || severity.atLeast(route.severity()))
        && holds(route.kinds(), notice.kind())
        && holds(route.namespaces(), notice.namespace())
        && holds(route.playbooks(), about.playbook())
        && (route.groups().isEmpty() || about.to().stream().anyMatch(route.groups()::contains))
        && (route.calendar() == null || calendarIsOn.test(route.calendar(), now));
  }

  private static <T> boolean holds(List<T> wanted, T is) {
    return wanted.isEmpty() || wanted.contains(is);
  }

  private void add(Set<Target> found, String to, Notice notice) {
    if (to.equals(RouteConfig.ASKED)) {
      asked(notice).forEach(person -> found.addAll(of(person)));
    } else if (to.startsWith(RouteConfig.GROUP)) {
      members(to.substring(RouteConfig.GROUP.length())).forEach(person -> found.addAll(of(person)));
    } else if (to.startsWith(RouteConfig.PERSON)) {
      found.addAll(of(to.substring(RouteConfig.PERSON.length())));
    } else {
      found.add(new Target(to, personOf(to)));
    }
  }

  /** Whoever is named, or may answer where nobody is named. */
  private Set<String> asked(Notice notice) {
    Set<String> people = new TreeSet<>();
    if (notice.subject().to().isEmpty() && notice.kind().asks()) {
      groups.get().values().forEach(people::addAll);
    }
    for (String name : notice.subject().to()) {
      people.addAll(members(name));
      if (config.people().containsKey(name)) {
        people.add(name);
      }
    }
    return people;
  }

  private Set<String> members(String group) {
    return groups.get().getOrDefault(group, Set.of());
  }

  private List<Target> of(String person) {
    PersonConfig known = config.people().get(person);
    if (known == null) {
      return List.of();
    }
    List<Target> targets = new ArrayList<>();
    known.channels().forEach(channel -> targets.add(new Target(channel, person)));
    new TreeMap<>(config.channels())
        .forEach(
            (name, channel) -> {
              boolean first = targets.stream().noneMatch(has -> has.channel().equals(name));
              boolean mails = known.email() != null && channel.email() != null;
              boolean writes =
                  known.slack() != null
                      && channel.slack() != null
                      && channel.slack().token() != null;
              if (first && (mails || writes) && !hasKind(targets, mails)) {
                targets.add(new Target(name, person));
              }
            });
    return targets;
  }

  /** Whether one of the same kind is among them: a person gets one mail, not one a server. */
  private boolean hasKind(List<Target> targets, boolean mail) {
    return targets.stream()
        .map(target -> config.channels().get(target.channel()))
        .anyMatch(channel -> mail ? channel.email() != null : channel.slack() != null);
  }

  /** The channels that are nobody's own. */
  private Set<String> shared() {
    Set<String> shared = new TreeSet<>(config.channels().keySet());
    shared.removeIf(channel -> !personOf(channel).isEmpty());
    return shared;
  }

  private String personOf(String channel) {
    return config.people().entrySet().stream()
        .filter(person -> person.getValue().channels().contains(channel))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse("");
  }
}
