package io.nightjar;

import io.nightjar.config.Configuration;
import io.nightjar.config.NotifyConfig;
import io.nightjar.http.Section;
import io.nightjar.notify.Notifiers;
import io.nightjar.notify.Outbox;
import io.nightjar.notify.SlackInteractions;
import io.nightjar.notify.Telling;
import io.nightjar.playbook.calendar.Calendars;
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

  private NoticeDelivery() {}

  /**
   * @param groups members by group, as they are now
   */
  static Outbox open(
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
    return Notifiers.of(configuration.notices(), environment, groups, times, database, clock);
  }

  /** What channels serve themselves. */
  static List<Section> sections(
      NotifyConfig config, Map<String, String> environment, ResponseDesk desk) {
    SlackInteractions.Answers answers =
        new SlackInteractions.Answers() {
          @Override
          public DeskReply approve(String responseId, String who, String comment, String digest) {
            return desk.approve(responseId, who, comment, digest);
          }

          @Override
          public DeskReply deny(String responseId, String who, String comment) {
            return desk.deny(responseId, who, comment);
          }
        };
    return Notifiers.slackAnswers(config, environment)
        // Slack signs by the time of the world, whatever time it is here
        .map(settings -> new SlackInteractions(settings, answers, InstantSource.system()).section())
        .stream()
        .toList();
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
