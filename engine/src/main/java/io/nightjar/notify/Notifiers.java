package io.nightjar.notify;

import io.nightjar.actions.outside.SignedPost;
import io.nightjar.config.ChannelConfig;
import io.nightjar.config.NotifyConfig;
import io.nightjar.config.PersonConfig;
import io.nightjar.config.Secret;
import io.nightjar.store.Database;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the outbox of a configuration. */
public final class Notifiers {

  private static final String FILE = "file";
  private static final String WEBHOOK = "webhook";
  private static final int UNLIMITED = 100_000;
  private static final Duration FILE_TIME = Duration.ofHours(24);

  private final NotifyConfig config;
  private final Map<String, String> environment;
  private final InstantSource clock;

  /** Calendars as routes and quiet hours ask them. */
  public interface CalendarTimes {

    boolean isOn(String calendar, Instant at);

    /** When a calendar that is on at an instant ends; empty while it is off. */
    Optional<Instant> end(String calendar, Instant at);
  }

  private record Made(Channel channel, RetryPlan plan, int perMinute) {}

  private Notifiers(NotifyConfig config, Map<String, String> environment, InstantSource clock) {
    this.config = config;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /**
   * The channels of the configuration beside the terminal, which prints the feed; secrets are read
   * now.
   *
   * @param groups members by group, as approvals have them now
   * @throws IllegalStateException when a secret cannot be read or is no address; never tells it
   */
  public static Outbox of(
      NotifyConfig config,
      Map<String, String> environment,
      Supplier<Map<String, Set<String>>> groups,
      CalendarTimes calendars,
      Database database,
      InstantSource clock) {
    Map<String, Made> made = new Notifiers(config, environment, clock).make();
    Filing filing =
        new Filing(
            new Routing(config, groups, calendars::isOn),
            new Timing(config, calendars::end),
            new NoticeText(config.templates()),
            made.keySet().stream()
                .filter(name -> !config.channels().containsKey(name))
                .collect(Collectors.toUnmodifiableSet()),
            made.entrySet().stream()
                .filter(one -> one.getValue().channel().changesMessages())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet()));
    Enclosing enclosing = new Enclosing();
    List<Postman> postmen = new ArrayList<>();
    made.forEach(
        (name, one) ->
            postmen.add(
                new Postman(
                    name,
                    one.channel(),
                    one.plan(),
                    one.perMinute(),
                    database,
                    enclosing,
                    clock,
                    RandomGenerator.getDefault())));
    return new Outbox(database, filing, enclosing, postmen, clock);
  }

  /**
   * Whether each channel would work, without telling anybody anything: by name, what is wrong, or
   * empty.
   */
  public static SortedMap<String, String> look(
      NotifyConfig config, Map<String, String> environment, InstantSource clock)
      throws InterruptedException {
    SortedMap<String, String> found = new TreeMap<>();
    for (Map.Entry<String, Made> one :
        new Notifiers(config, environment, clock).make().entrySet()) {
      found.put(one.getKey(), one.getValue().channel().problem());
    }
    return found;
  }

  private Map<String, Made> make() {
    Map<String, Made> made = new LinkedHashMap<>();
    if (config.file() != null) {
      Channel file = new JsonLinesFile(config.file());
      made.put(FILE, new Made(file, new RetryPlan(Integer.MAX_VALUE, FILE_TIME), UNLIMITED));
    }
    NotifyConfig.Webhook webhook = config.webhook();
    if (webhook != null) {
      RetryPlan plan = new RetryPlan(webhook.attempts(), FILE_TIME);
      made.put(WEBHOOK, new Made(webhook("notify.webhook", webhook), plan, UNLIMITED));
    }
    new TreeMap<>(config.channels())
        .forEach(
            (name, channel) ->
                made.put(
                    name,
                    new Made(
                        channel("notify.channels." + name, channel),
                        new RetryPlan(channel.tries(), channel.giveUpAfter()),
                        channel.perMinute())));
    return made;
  }

  private Channel channel(String key, ChannelConfig channel) {
    Duration timeout = channel.timeout();
    if (channel.slack() != null) {
      return slack(key + ".slack", channel.slack(), timeout);
    } else if (channel.googleChat() != null) {
      URI url = address(key + ".googleChat.url", channel.googleChat().url());
      return new GoogleChat(url, timeout, clock);
    } else if (channel.teams() != null) {
      return new Teams(address(key + ".teams.url", channel.teams().url()), timeout, clock);
    } else if (channel.email() != null) {
      return mail(channel.email(), timeout);
    } else if (channel.pagerDuty() != null) {
      ChannelConfig.PagerDuty pager = channel.pagerDuty();
      return new PagerDuty(pager.url(), pager.routingKey().reveal(environment), timeout, clock);
    } else if (channel.ntfy() != null) {
      ChannelConfig.Ntfy ntfy = channel.ntfy();
      return new Ntfy(
          new Ntfy.Settings(
              ntfy.server(), ntfy.topic().reveal(environment), text(ntfy.token()), timeout),
          clock);
    } else if (channel.webhook() != null) {
      return webhook(key + ".webhook", channel.webhook());
    }
    throw new IllegalStateException(key + " has no kind");
  }

  private Channel slack(String key, ChannelConfig.Slack slack, Duration timeout) {
    if (slack.url() != null) {
      return new SlackHook(address(key + ".url", slack.url()), timeout, clock);
    }
    return new SlackBot(
        new SlackBot.Settings(
            slack.api(),
            text(slack.token()),
            String.valueOf(slack.channel()),
            slack.signingSecret() != null,
            people(PersonConfig::slack),
            timeout),
        clock);
  }

  private Channel mail(ChannelConfig.Email email, Duration timeout) {
    return new Mail(
        new Mail.Settings(
            email.host(),
            email.port(),
            email.protection(),
            email.user() == null ? "" : email.user(),
            text(email.password()),
            email.from(),
            email.to(),
            people(PersonConfig::email),
            timeout),
        clock);
  }

  /** What people have of one kind, by name. */
  private Map<String, String> people(Function<PersonConfig, @Nullable String> of) {
    Map<String, String> found = new TreeMap<>();
    config
        .people()
        .forEach(
            (name, person) -> {
              String value = of.apply(person);
              if (value != null) {
                found.put(name, value);
              }
            });
    return found;
  }

  private String text(@Nullable Secret secret) {
    return secret == null ? "" : secret.reveal(environment);
  }

  /** Who may answer in Slack; empty where no channel has a signing secret. */
  public static Optional<SlackInteractions.Settings> slackAnswers(
      NotifyConfig config, Map<String, String> environment) {
    List<String> secrets = new ArrayList<>();
    URI api = null;
    for (ChannelConfig channel : new TreeMap<>(config.channels()).values()) {
      ChannelConfig.Slack slack = channel.slack();
      if (slack != null && slack.signingSecret() != null) {
        secrets.add(slack.signingSecret().reveal(environment));
        api = slack.api();
      }
    }
    Map<String, String> people = new TreeMap<>();
    config
        .people()
        .forEach(
            (name, person) -> {
              if (person.slack() != null) {
                people.put(person.slack(), name);
              }
            });
    return api == null
        ? Optional.empty()
        : Optional.of(new SlackInteractions.Settings(secrets, people, api));
  }

  private Channel webhook(String key, NotifyConfig.Webhook webhook) {
    Secret secret = webhook.secret();
    return new Webhook(
        new Webhook.Settings(
            address(key + ".url", webhook.url()),
            secret == null ? "" : secret.reveal(environment),
            webhook.timeout(),
            webhook.answerLinks()),
        clock);
  }

  private URI address(String key, Secret secret) {
    try {
      return SignedPost.Address.parse(secret.reveal(environment));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(key + " " + e.getMessage());
    }
  }
}
