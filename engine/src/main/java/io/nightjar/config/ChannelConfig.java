package io.nightjar.config;

import io.nightjar.config.NotifyConfig.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One place where people are told: exactly one kind, and how it is treated. */
public record ChannelConfig(
    @Setting("Slack.") @Nullable Slack slack,
    @Setting("Google Chat.") @Nullable Hook googleChat,
    @Setting("Microsoft Teams, by a workflow that takes web hooks.") @Nullable Teams teams,
    @Setting("Mail.") @Nullable Email email,
    @Setting("PagerDuty, by its Events API v2.") @Nullable PagerDuty pagerDuty,
    @Setting("ntfy, or what speaks like it.") @Nullable Ntfy ntfy,
    @Setting("A web hook of your own.") @Nullable Webhook webhook,
    @Setting(value = "At most so many messages a minute; others wait.", absent = "30")
        int perMinute,
    @Setting(value = "How often a message is tried in all.", absent = "20") int tries,
    @Setting(value = "After so long it is given up.", absent = "24h") Duration giveUpAfter,
    @Setting(value = "How long one try may take.", absent = "10s") Duration timeout,
    @Setting("Whom to trust there, and with what to show ourselves.")
        @Nullable OutwardTlsConfig tls) {

  /** An address that takes messages; whoever knows it may write there. */
  public record Hook(
      @Setting("Its address: `env:NAME`, `file:/path` or the address itself. Never logged.")
          Secret url) {}

  /** A workflow, and what takes answers. */
  public record Teams(
      @Setting("Its address: `env:NAME`, `file:/path` or the address itself. Never logged.")
          Secret url,
      @Setting(
              "Security token of an outgoing web hook of the team, given like `url`: with it"
                  + " `/notify/teams/messages` takes what people write to it, approve and deny.")
          @Nullable Secret outgoing) {}

  /** By an incoming web hook, or as an app with a token. */
  public record Slack(
      @Setting("Address of an incoming web hook, given like a secret. Without buttons.")
          @Nullable Secret url,
      @Setting("Bot token with the scope `chat:write`, given like a secret.")
          @Nullable Secret token,
      @Setting("Id of the channel to write to with the token, such as `C024BE91L`.")
          @Nullable String channel,
      @Setting(
              "Signing secret of the app: with it there are buttons to approve and deny, and"
                  + " `/notify/slack/interactions` takes their answers.")
          @Nullable Secret signingSecret,
      @Setting(value = "Where the Web API is.", absent = "https://slack.com/api") URI api) {

    public Slack {
      InvalidSettings.check()
          .that((url == null) != (token == null), "", "needs either url or token")
          .that(
              token == null || (channel != null && channel.matches("[CDGUW][A-Z0-9]{2,20}")),
              "channel",
              "a token needs the id of a channel, as in C024BE91L")
          .that(
              signingSecret == null || token != null,
              "signingSecret",
              "buttons need a token: an incoming web hook cannot change its messages")
          .done();
    }
  }

  /** How a mail connection is protected. */
  public enum Protection {
    STARTTLS,
    TLS,
    NONE
  }

  /** An SMTP server. */
  public record Email(
      @Setting("Name of the server.") String host,
      @Setting(value = "Its port.", absent = "587") int port,
      @Setting(
              value =
                  "`starttls` (must succeed), `tls` from the start, or `none` inside a network that"
                      + " is trusted.",
              absent = "starttls")
          Protection protection,
      @Setting("User to sign in as; absent means without.") @Nullable String user,
      @Setting("Password, given as `env:NAME` or `file:/path`.") @Nullable Secret password,
      @Setting("Sender.") String from,
      @Setting(
              value = "Who gets what is sent to the channel; people are written to by themselves.",
              absent = "[]")
          List<String> to) {

    public Email {
      to = List.copyOf(to);
      InvalidSettings.check()
          .that(!host.isBlank(), "host", "is empty")
          .that(port > 0 && port < 65_536, "port", "must be between 1 and 65535")
          .that((user == null) == (password == null), "user", "user and password belong together")
          .that(
              user == null || protection != Protection.NONE,
              "protection",
              "a password is not sent without protection")
          .that(
              Stream.concat(Stream.of(from), to.stream())
                  .allMatch(
                      address -> address.matches("[^@\\s<>,;:\"]{1,64}@[A-Za-z0-9.-]{1,253}")),
              "to",
              "each address is written as team@example.com")
          .done();
    }
  }

  /** An integration of PagerDuty. */
  public record PagerDuty(
      @Setting("Its integration key, given as `env:NAME` or `file:/path`.") Secret routingKey,
      @Setting(
              value = "Where events are taken; the EU region has another address.",
              absent = "https://events.pagerduty.com/v2/enqueue")
          URI url) {}

  /** A topic; whoever knows its name may read it where the server does not ask. */
  public record Ntfy(
      @Setting(value = "The server.", absent = "https://ntfy.sh") URI server,
      @Setting("Name of the topic, given like a secret.") Secret topic,
      @Setting("Access token, given as `env:NAME` or `file:/path`.") @Nullable Secret token) {}

  public ChannelConfig {
    InvalidSettings.check()
        .that(
            Stream.of(slack, googleChat, teams, email, pagerDuty, ntfy, webhook)
                    .filter(Objects::nonNull)
                    .count()
                == 1,
            "",
            "needs exactly one of slack, googleChat, teams, email, pagerDuty, ntfy, webhook")
        .that(webhook == null || tls == null, "tls", "of a webhook goes below webhook")
        .that(
            tls == null || email == null || email.protection() != Protection.NONE,
            "tls",
            "means nothing where email.protection is none")
        .that(perMinute >= 1 && perMinute <= 1_000, "perMinute", "must be between 1 and 1000")
        .that(tries >= 1 && tries <= 100, "tries", "must be between 1 and 100")
        .that(giveUpAfter.isPositive(), "giveUpAfter", "must be longer than nothing")
        .that(
            timeout.isPositive() && timeout.compareTo(Duration.ofMinutes(2)) <= 0,
            "timeout",
            "must be more than nothing and at most 2m")
        .done();
  }
}
