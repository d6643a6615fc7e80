package io.nightjar.notify;

import io.nightjar.actions.outside.SignedPost;
import io.nightjar.config.ChannelConfig;
import io.nightjar.config.NotifyConfig;
import io.nightjar.config.PersonConfig;
import io.nightjar.config.Prepared;
import io.nightjar.config.Secret;
import io.nightjar.config.SecretFiles;
import io.nightjar.store.Database;
import io.nightjar.tls.OutwardTls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the outbox of a configuration, and what it goes over to with another one. */
public final class Notifiers {

  private static final String FILE = "file";
  private static final String WEBHOOK = "webhook";
  private static final int UNLIMITED = 100_000;
  private static final Duration FILE_TIME = Duration.ofHours(24);

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Enclosing enclosing = new Enclosing();
  private final Map<String, ChannelCounts> counts = new ConcurrentHashMap<>();

  /** Calendars as routes and quiet hours ask them. */
  public interface CalendarTimes {

    boolean isOn(String calendar, Instant at);

    /** When a calendar that is on at an instant ends; empty while it is off. */
    Optional<Instant> end(String calendar, Instant at);
  }

  /**
   * What a channel is to be.
   *
   * @param edition what it is made of; one with an equal edition does the same
   */
  private record Wanted(Supplier<Channel> channel, RetryPlan plan, int perMinute, Object edition) {}

  public Notifiers(Map<String, String> environment, InstantSource clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /** What notices are judged by, and where they are kept. */
  public record Around(
      Supplier<Map<String, Set<String>>> groups, CalendarTimes calendars, Database database) {}

  /**
   * The channels of the configuration beside the terminal, which prints the feed; secrets are read
   * now.
   *
   * @throws IllegalStateException when a secret cannot be read or is no address; never tells it
   */
  public Outbox open(NotifyConfig config, Around around) {
    return new Outbox(around.database(), channels(config, around, List.of()), enclosing, clock);
  }

  /**
   * An outbox goes over to another configuration; channels that stay as they are go on.
   *
   * @throws IllegalStateException as {@link #open}
   */
  public Prepared prepare(NotifyConfig config, Around around, Outbox outbox) {
    Outbox.Channels next = channels(config, around, outbox.postmen());
    return Prepared.of(() -> outbox.use(next));
  }

  private Outbox.Channels channels(NotifyConfig config, Around around, List<Postman> running) {
    List<Postman> postmen = new ArrayList<>();
    wanted(config)
        .forEach(
            (name, wanted) ->
                postmen.add(
                    running.stream()
                        .filter(one -> one.name().equals(name))
                        .filter(one -> one.edition().equals(wanted.edition()))
                        .findFirst()
                        .orElseGet(() -> postman(name, wanted, around.database()))));
    Filing filing =
        new Filing(
            new Routing(config, around.groups(), around.calendars()::isOn),
            new Timing(config, around.calendars()::end),
            new NoticeText(config.templates()),
            postmen.stream()
                .map(Postman::name)
                .filter(name -> !config.channels().containsKey(name))
                .collect(Collectors.toUnmodifiableSet()),
            postmen.stream()
                .filter(postman -> postman.channel().changesMessages())
                .map(Postman::name)
                .collect(Collectors.toUnmodifiableSet()));
    return new Outbox.Channels(filing, postmen);
  }

  private Postman postman(String name, Wanted wanted, Database database) {
    return new Postman(
        new Postman.Walk(
            name,
            wanted.channel().get(),
            wanted.plan(),
            wanted.perMinute(),
            wanted.edition(),
            counts.computeIfAbsent(name, one -> new ChannelCounts())),
        database,
        enclosing,
        clock,
        RandomGenerator.getDefault());
  }

  /**
   * Whether each channel would work, without telling anybody anything: by name, what is wrong, or
   * empty.
   */
  public static SortedMap<String, String> look(
      NotifyConfig config, Map<String, String> environment, InstantSource clock)
      throws InterruptedException {
    SortedMap<String, String> found = new TreeMap<>();
    for (Map.Entry<String, Wanted> one :
        new Notifiers(environment, clock).wanted(config).entrySet()) {
      found.put(one.getKey(), one.getValue().channel().get().problem());
    }
    return found;
  }

  private Map<String, Wanted> wanted(NotifyConfig config) {
    Map<String, Wanted> all = new LinkedHashMap<>();
    Path file = config.file();
    if (file != null) {
      RetryPlan plan = new RetryPlan(Integer.MAX_VALUE, FILE_TIME);
      all.put(FILE, new Wanted(() -> new JsonLinesFile(file), plan, UNLIMITED, file));
    }
    NotifyConfig.Webhook webhook = config.webhook();
    if (webhook != null) {
      all.put(
          WEBHOOK,
          new Wanted(
              () -> webhook("notify.webhook", webhook),
              new RetryPlan(webhook.attempts(), FILE_TIME),
              UNLIMITED,
              List.of(webhook, SecretFiles.contents(webhook))));
    }
    new TreeMap<>(config.channels())
        .forEach(
            (name, channel) ->
                all.put(
                    name,
                    new Wanted(
                        () -> channel("notify.channels." + name, channel, config.people()),
                        new RetryPlan(channel.tries(), channel.giveUpAfter()),
                        channel.perMinute(),
                        List.of(channel, SecretFiles.contents(channel), config.people()))));
    return all;
  }

  private Channel channel(String key, ChannelConfig channel, Map<String, PersonConfig> people) {
    Duration timeout = channel.timeout();
    Wire wire = new Wire(clock, OutwardTls.of(channel.tls(), key + ".tls"));
    if (channel.slack() != null) {
      return slack(key + ".slack", channel.slack(), people, timeout, wire);
    } else if (channel.googleChat() != null) {
      URI url = address(key + ".googleChat.url", channel.googleChat().url());
      return new GoogleChat(url, timeout, wire);
    } else if (channel.teams() != null) {
      return new Teams(
          address(key + ".teams.url", channel.teams().url()),
          channel.teams().outgoing() != null,
          timeout,
          wire);
    } else if (channel.email() != null) {
      return mail(channel.email(), people, timeout, wire);
    } else if (channel.pagerDuty() != null) {
      ChannelConfig.PagerDuty pager = channel.pagerDuty();
      return new PagerDuty(pager.url(), pager.routingKey().reveal(environment), timeout, wire);
    } else if (channel.ntfy() != null) {
      ChannelConfig.Ntfy ntfy = channel.ntfy();
      return new Ntfy(
          new Ntfy.Settings(
              ntfy.server(), ntfy.topic().reveal(environment), text(ntfy.token()), timeout),
          wire);
    } else if (channel.webhook() != null) {
      return webhook(key + ".webhook", channel.webhook());
    }
    throw new IllegalStateException(key + " has no kind");
  }

  private Channel slack(
      String key,
      ChannelConfig.Slack slack,
      Map<String, PersonConfig> people,
      Duration timeout,
      Wire wire) {
    if (slack.url() != null) {
      return new SlackHook(address(key + ".url", slack.url()), timeout, wire);
    }
    return new SlackBot(
        new SlackBot.Settings(
            slack.api(),
            text(slack.token()),
            String.valueOf(slack.channel()),
            slack.signingSecret() != null,
            having(people, PersonConfig::slack),
            timeout),
        wire);
  }

  private Channel mail(
      ChannelConfig.Email email, Map<String, PersonConfig> people, Duration timeout, Wire wire) {
    return new Mail(
        new Mail.Settings(
            email.host(),
            email.port(),
            email.protection(),
            email.user() == null ? "" : email.user(),
            text(email.password()),
            email.from(),
            email.to(),
            having(people, PersonConfig::email),
            timeout,
            wire.tls()),
        clock);
  }

  /** What people have of one kind, by name. */
  private static Map<String, String> having(
      Map<String, PersonConfig> people, Function<PersonConfig, @Nullable String> of) {
    Map<String, String> found = new TreeMap<>();
    people.forEach(
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
    OutwardTls tls = null;
    for (Map.Entry<String, ChannelConfig> each : new TreeMap<>(config.channels()).entrySet()) {
      ChannelConfig channel = each.getValue();
      ChannelConfig.Slack slack = channel.slack();
      if (slack != null && slack.signingSecret() != null) {
        secrets.add(slack.signingSecret().reveal(environment));
        api = slack.api();
        tls = OutwardTls.of(channel.tls(), "notify.channels." + each.getKey() + ".tls");
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
        : Optional.of(new SlackInteractions.Settings(secrets, people, api, tls));
  }

  /**
   * Who may answer in Teams; empty where no channel has an outgoing web hook.
   *
   * @throws IllegalStateException naming the key of the token that cannot be used; never tells it
   */
  public static Optional<TeamsMessages.Settings> teamsAnswers(
      NotifyConfig config, Map<String, String> environment) {
    List<String> tokens = new ArrayList<>();
    new TreeMap<>(config.channels())
        .forEach(
            (name, channel) -> {
              if (channel.teams() != null && channel.teams().outgoing() != null) {
                String token = channel.teams().outgoing().reveal(environment);
                if (!token.matches("[A-Za-z0-9+/]{20,}={0,2}")) {
                  throw new IllegalStateException(
                      "notify.channels."
                          + name
                          + ".teams.outgoing: is not base64 as Teams shows it");
                }
                tokens.add(token);
              }
            });
    Map<String, String> people = new TreeMap<>();
    having(config.people(), PersonConfig::teams)
        .forEach((name, id) -> people.put(id.toLowerCase(Locale.ROOT), name));
    return tokens.isEmpty()
        ? Optional.empty()
        : Optional.of(new TeamsMessages.Settings(tokens, people));
  }

  private Channel webhook(String key, NotifyConfig.Webhook webhook) {
    Secret secret = webhook.secret();
    return new Webhook(
        new Webhook.Settings(
            address(key + ".url", webhook.url()),
            secret == null ? "" : secret.reveal(environment),
            webhook.timeout(),
            webhook.answerLinks()),
        new Wire(clock, OutwardTls.of(webhook.tls(), key + ".tls")));
  }

  private URI address(String key, Secret secret) {
    try {
      return SignedPost.Address.parse(secret.reveal(environment));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(key + " " + e.getMessage());
    }
  }
}
