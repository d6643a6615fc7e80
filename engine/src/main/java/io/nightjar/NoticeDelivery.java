package io.nightjar;

import io.nightjar.config.Configuration;
import io.nightjar.config.NotifyConfig;
import io.nightjar.config.Prepared;
import io.nightjar.http.Section;
import io.nightjar.notify.Notifiers;
import io.nightjar.notify.Outbox;
import io.nightjar.notify.SlackInteractions;
import io.nightjar.notify.TeamsMessages;
import io.nightjar.notify.Telling;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.ActionDigest;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** How notices are wired to the other parts of the engine. */
final class NoticeDelivery {

  /** What changed longer ago was told, or nobody needs to know it any more. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  private final Notifiers notifiers;
  private final Notifiers.Around around;
  private final Outbox outbox;
  private final Map<String, String> environment;
  private volatile Optional<SlackInteractions.Settings> slack;
  private volatile Optional<TeamsMessages.Settings> teams;

  private NoticeDelivery(
      Notifiers notifiers,
      Notifiers.Around around,
      NotifyConfig config,
      Map<String, String> environment) {
    this.notifiers = notifiers;
    this.around = around;
    this.environment = environment;
    this.slack = Notifiers.slackAnswers(config, environment);
    this.teams = Notifiers.teamsAnswers(config, environment);
    this.outbox = notifiers.open(config, around);
  }

  /**
   * @param groups members by group, as they are now
   */
  static NoticeDelivery open(
      Configuration configuration,
      Map<String, String> environment,
      Supplier<Map<String, Set<String>>> groups,
      Calendars calendars,
      Database database,
      InstantSource clock) {
    Notifiers.CalendarTimes times =
        new Notifiers.CalendarTimes() {
          @Override
          public boolean isOn(String calendar, Instant at) {
            return calendars.names().contains(calendar) && calendars.includes(calendar, at);
          }

          @Override
          public Optional<Instant> end(String calendar, Instant at) {
            // one without an end is left again after a day
            return isOn(calendar, at)
                ? calendars.nextChange(calendar, at).or(() -> Optional.of(Instant.MAX))
                : Optional.empty();
          }
        };
    return new NoticeDelivery(
        new Notifiers(environment, clock),
        new Notifiers.Around(groups, times, database),
        configuration.notices(),
        environment);
  }

  Outbox outbox() {
    return outbox;
  }

  /**
   * Tells as another configuration says.
   *
   * @throws IllegalStateException naming the key of the secret that cannot be used
   */
  Prepared prepare(NotifyConfig wanted) {
    Optional<SlackInteractions.Settings> answers = Notifiers.slackAnswers(wanted, environment);
    Optional<TeamsMessages.Settings> written = Notifiers.teamsAnswers(wanted, environment);
    Prepared channels = notifiers.prepare(wanted, around, outbox);
    return Prepared.of(
        () -> {
          slack = answers;
          teams = written;
          channels.apply();
        });
  }

  /** What channels serve themselves. */
  List<Section> sections(ResponseDesk desk) {
    TeamsMessages.Answers answers =
        new TeamsMessages.Answers() {
          @Override
          public Optional<String> digest(String responseId) {
            return desk.find(responseId)
                .filter(response -> response.state() == ResponseState.AWAITING_APPROVAL)
                .map(response -> ActionDigest.of(response.request()));
          }

          @Override
          public DeskReply approve(String responseId, String who, String comment, String digest) {
            return desk.approve(responseId, who, comment, digest);
          }

          @Override
          public DeskReply deny(String responseId, String who, String comment) {
            return desk.deny(responseId, who, comment);
          }
        };
    // they sign by the time of the world, whatever time it is here
    InstantSource world = InstantSource.system();
    return List.of(
        new SlackInteractions(() -> slack, answers, world).section(),
        new TeamsMessages(() -> teams, answers, world).section());
  }

  /** What was stored just before the last end, but perhaps not told. */
  static void catchUp(ResponseDesk desk, Telling telling, Instant now) {
    Instant since = now.minus(RECENT);
    List<Response> recent =
        new ArrayList<>(desk.list(ResponseFilter.in(ResponseState.AWAITING_APPROVAL)));
    desk.list(ResponseFilter.ALL).stream()
        .filter(response -> response.state() != ResponseState.AWAITING_APPROVAL)
        .filter(response -> response.updatedAt().isAfter(since))
        .forEach(recent::add);
    telling.caughtUp(recent);
  }
}
