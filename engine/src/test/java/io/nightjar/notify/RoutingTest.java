package io.nightjar.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SampleResponses;
import io.nightjar.config.ChannelConfig;
import io.nightjar.config.NotifyConfig;
import io.nightjar.config.PersonConfig;
import io.nightjar.config.RouteConfig;
import io.nightjar.config.Secret;
import io.nightjar.detect.Priority;
import io.nightjar.notify.Notice.Kind;
import io.nightjar.notify.Routing.Target;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutingTest {

  private static final Notices NOTICES = new Notices(ZoneOffset.UTC);
  private static final Notice QUESTION = NOTICES.of(SampleResponses.waiting()).orElseThrow();
  private static final Notice DONE = NOTICES.of(SampleResponses.succeeded()).orElseThrow();

  private static final Map<String, Set<String>> GROUPS =
      Map.of("on-call", Set.of("kim", "lee"), "lead", Set.of("max"));

  private boolean night;

  private static ChannelConfig mail() {
    return channel(
        null,
        new ChannelConfig.Email(
            "mail", 587, ChannelConfig.Protection.STARTTLS, null, null, "n@x.io", List.of()));
  }

  private static ChannelConfig bot() {
    return channel(
        new ChannelConfig.Slack(
            null, Secret.parse("t"), "C0123", null, URI.create("https://slack.com/api")),
        null);
  }

  private static ChannelConfig channel(
      ChannelConfig.@Nullable Slack slack, ChannelConfig.@Nullable Email email) {
    return new ChannelConfig(
        slack,
        null,
        null,
        email,
        null,
        null,
        null,
        30,
        20,
        Duration.ofHours(24),
        Duration.ofSeconds(10),
        null);
  }

  private Routing routing(RouteConfig... routes) {
    NotifyConfig config =
        new NotifyConfig(
            false,
            null,
            null,
            Map.of(
                "a-mail",
                mail(),
                "b-mail",
                mail(),
                "slack",
                bot(),
                "kim-phone",
                VirtualPost.channel(30),
                "team",
                VirtualPost.channel(30)),
            Map.of(
                "kim", new PersonConfig(List.of("kim-phone"), "kim@x.io", null, null),
                "lee", new PersonConfig(List.of(), null, "U0123", null),
                "max", new PersonConfig(List.of(), "max@x.io", null, null)),
            List.of(routes),
            null,
            null,
            Duration.ZERO,
            Map.of());
    return new Routing(config, () -> GROUPS, (calendar, at) -> night);
  }

  private static RouteConfig route(
      @Nullable Priority severity,
      List<Kind> kinds,
      List<String> groups,
      @Nullable String calendar,
      boolean goesOn,
      String... to) {
    return new RouteConfig(
        severity, kinds, List.of(), List.of(), groups, calendar, List.of(to), goesOn);
  }

  private static RouteConfig all(String... to) {
    return route(null, List.of(), List.of(), null, false, to);
  }

  private static Set<Target> of(Routing routing, Notice notice, Priority severity) {
    return routing.of(notice, severity, SampleResponses.THREE);
  }

  @Test
  void withoutRoutesSharedChannelsAreToldAllAndWhoIsAskedOnTheirOwn() {
    assertThat(of(routing(), QUESTION, Priority.CRITICAL))
        .containsExactlyInAnyOrder(
            new Target("kim-phone", "kim"),
            new Target("a-mail", "kim"),
            new Target("slack", "lee"),
            new Target("a-mail", ""),
            new Target("b-mail", ""),
            new Target("slack", ""),
            new Target("team", ""));
    assertThat(of(routing(), DONE, Priority.NOTICE)).doesNotContain(new Target("kim-phone", "kim"));
  }

  @Test
  void theFirstThatMatchesCountsUnlessItGoesOn() {
    RouteConfig severe = route(Priority.ERROR, List.of(), List.of(), null, false, "slack");
    assertThat(of(routing(severe, all("team")), DONE, Priority.CRITICAL))
        .containsExactly(new Target("slack", ""));
    assertThat(of(routing(severe, all("team")), DONE, Priority.WARNING))
        .containsExactly(new Target("team", ""));
    RouteConfig on = route(Priority.ERROR, List.of(), List.of(), null, true, "slack");
    assertThat(of(routing(on, all("team")), DONE, Priority.ERROR))
        .containsExactly(new Target("slack", ""), new Target("team", ""));
  }

  @Test
  void kindsGroupsNamespacesPlaybooksAndCalendarsMustAllHold() {
    RouteConfig asks =
        route(null, List.of(Kind.AWAITING_APPROVAL), List.of("on-call"), "night", false, "team");
    assertThat(of(routing(asks, all()), QUESTION, Priority.CRITICAL)).isNotEmpty();
    night = true;
    assertThat(of(routing(asks), QUESTION, Priority.CRITICAL))
        .containsExactly(new Target("team", ""));
    assertThat(of(routing(asks), DONE, Priority.CRITICAL)).isEmpty();
    RouteConfig elsewhere =
        new RouteConfig(
            null,
            List.of(),
            List.of("payments"),
            List.of(),
            List.of(),
            null,
            List.of("team"),
            false);
    assertThat(of(routing(elsewhere), DONE, Priority.CRITICAL)).isEmpty();
    RouteConfig playbook =
        new RouteConfig(
            null,
            List.of(),
            List.of("shop"),
            List.of("shell-at-night"),
            List.of(),
            null,
            List.of("team"),
            false);
    assertThat(of(routing(playbook), DONE, Priority.CRITICAL)).hasSize(1);
  }

  @Test
  void aQuestionThatGoesNowhereGoesEverywhere() {
    RouteConfig nobody = all();
    assertThat(of(routing(nobody), QUESTION, Priority.CRITICAL)).hasSize(7);
    assertThat(of(routing(nobody), DONE, Priority.CRITICAL)).isEmpty();
  }

  @Test
  void anEscalationReachesTheNextGroup() {
    Notice next =
        NOTICES.escalation(SampleResponses.waiting(), List.of("lead"), SampleResponses.THREE);
    assertThat(of(routing(all(RouteConfig.ASKED)), next, Priority.CRITICAL))
        .containsExactly(new Target("a-mail", "max"));
    assertThat(of(routing(all(RouteConfig.ASKED)), QUESTION, Priority.CRITICAL))
        .doesNotContain(new Target("a-mail", "max"));
    assertThat(of(routing(all("group:lead", "person:lee")), DONE, Priority.NOTICE))
        .containsExactly(new Target("a-mail", "max"), new Target("slack", "lee"));
  }

  @Test
  void aTemplateSaysItInOtherWordsAndAnUnknownFieldIsRefused() {
    NoticeText text =
        new NoticeText(
            Map.of("awaiting-approval", "{process.commandLine} in {pod}: {action} on {target}?"));
    Background background =
        new Background(
            Priority.CRITICAL, "", SampleResponses.detection("sh -c '{target}\u001b[2J'"));
    assertThat(text.worded(QUESTION, background).happened())
        .isEqualTo(
            "sh -c '{target}\\u001b[2J' in checkout-7d4b9: kubernetes:isolate-pod on pod"
                + " shop/checkout-7d4b9?");
    assertThat(text.worded(DONE, background)).isEqualTo(DONE);
    assertThat(NoticeText.problem("awaiting-approval", "{pod} {nonsense}"))
        .startsWith("there is no {nonsense}");
    assertThat(NoticeText.problem("awaiting-approval", "{pod")).contains("no partner");
    assertThat(NoticeText.problem("no-kind", "{pod}")).isEqualTo("there is no such kind of notice");
  }
}
