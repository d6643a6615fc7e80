package io.nightjar.config;

import io.nightjar.detect.Priority;
import io.nightjar.notify.NoticeText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whom to tell. */
public record NotifyConfig(
    @Setting(value = "Print notices on the terminal of `nightjar run`.", reload = Reload.RESTART)
        boolean console,
    @Setting("Append notices to this file, one JSON object a line.") @Nullable Path file,
    @Setting("Send every notice to a web hook.") @Nullable Webhook webhook,
    @Setting("Places where people are told, by a name of your choice.")
        Map<String, ChannelConfig> channels,
    @Setting("How to reach single people, by the name under which they answer.")
        Map<String, PersonConfig> people,
    @Setting(
            "Who is told of what, the first that matches; empty means every channel and the people"
                + " who are asked.")
        List<RouteConfig> routes,
    @Setting("Minor notices are collected and sent as one; absent means each by itself.")
        @Nullable DigestConfig digest,
    @Setting("When only what is urgent is told; the rest comes as one when it is over.")
        @Nullable QuietConfig quiet,
    @Setting(
            "A notice that says the same as one told within this time is counted and told once when"
                + " it is over; 0s tells each.")
        Duration collapse,
    @Setting(
            "Other words for what happened, by kind of notice, with fields in braces such as"
                + " `{namespace}` and `{process.commandLine}`.")
        Map<String, String> templates) {

  /** An HTTP endpoint that takes one JSON object in each POST. */
  public record Webhook(
      @Setting("Where to: `env:NAME`, `file:/path` or the address itself. Never logged.")
          Secret url,
      @Setting("Key of the `Nightjar-Signature` header (HMAC-SHA-256), given like `url`.")
          @Nullable Secret secret,
      @Setting(value = "How often to try in all.", absent = "20") int attempts,
      @Setting(value = "How long one try may take.", absent = "10s") Duration timeout,
      @Setting(
              value =
                  "Put into each question a link for each person who may answer; whoever takes the"
                      + " notices must hand each one to that person alone.",
              absent = "false")
          boolean answerLinks,
      @Setting("Whom to trust there, and with what to show ourselves.")
          @Nullable OutwardTlsConfig tls) {

    public Webhook {
      InvalidSettings.check()
          .that(attempts >= 1 && attempts <= 100, "attempts", "must be between 1 and 100")
          .that(timeout.isPositive(), "timeout", "must be longer than nothing")
          .done();
    }
  }

  /** When minor notices are sent as one. */
  public record DigestConfig(
      @Setting(value = "They are collected for so long.", absent = "15m") Duration every,
      @Setting(value = "The most severe that is minor.", absent = "notice") Priority upTo) {

    public DigestConfig {
      InvalidSettings.check()
          .that(
              every.isPositive() && every.compareTo(Duration.ofHours(24)) <= 0,
              "every",
              "must be more than nothing and at most 24h")
          .done();
    }
  }

  /** When people are left alone. Questions are told all the same. */
  public record QuietConfig(
      @Setting("While this calendar is on.") String calendar,
      @Setting(value = "What is at least so severe is told all the same.", absent = "critical")
          Priority except) {}

  public NotifyConfig {
    channels = Map.copyOf(channels);
    people = Map.copyOf(people);
    routes = List.copyOf(routes);
    templates = Map.copyOf(templates);
    InvalidSettings.Check check =
        InvalidSettings.check()
            .that(
                !collapse.isNegative() && collapse.compareTo(Duration.ofHours(24)) <= 0,
                "collapse",
                "must be between 0s and 24h");
    for (String name : channels.keySet()) {
      check.that(
          name.matches("[a-z][a-z0-9-]{0,39}") && !List.of("file", "webhook").contains(name),
          "channels." + name,
          "a channel's name is lower-case letters, digits and dashes, at most 40, and neither"
              + " \"file\" nor \"webhook\"");
    }
    for (Map.Entry<String, PersonConfig> person : people.entrySet()) {
      for (String problem : person.getValue().problems(channels)) {
        check.that(false, "people." + person.getKey(), problem);
      }
    }
    for (RouteConfig route : routes) {
      for (String to : route.to()) {
        check.that(isKnown(to, channels, people), "routes", unknown(to));
      }
    }
    for (Map.Entry<String, String> template : templates.entrySet()) {
      String problem = NoticeText.problem(template.getKey(), template.getValue());
      check.that(problem.isEmpty(), "templates." + template.getKey(), problem);
    }
    check.done();
  }

  private static boolean isKnown(
      String to, Map<String, ChannelConfig> channels, Map<String, PersonConfig> people) {
    return channels.containsKey(to)
        || to.equals(RouteConfig.ASKED)
        || to.startsWith(RouteConfig.GROUP)
        || (to.startsWith(RouteConfig.PERSON)
            && people.containsKey(to.substring(RouteConfig.PERSON.length())));
  }

  private static String unknown(String to) {
    return "\""
        + to
        + "\" is no channel; write the name of one, asked, group:NAME or person:NAME of"
        + " notify.people";
  }

  /** Names of the calendars that it needs. */
  public List<String> calendars() {
    List<String> all =
        new ArrayList<>(
            routes.stream().flatMap(route -> Stream.ofNullable(route.calendar())).toList());
    if (quiet != null) {
      all.add(quiet.calendar());
    }
    return all;
  }

  static NotifyConfig defaults() {
    return new NotifyConfig(
        true,
        null,
        null,
        Map.of(),
        Map.of(),
        List.of(),
        null,
        null,
        Duration.ofMinutes(5),
        Map.of());
  }
}
