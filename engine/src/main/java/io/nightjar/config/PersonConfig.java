package io.nightjar.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How to reach one person, and nobody else: answer links go there. */
public record PersonConfig(
    @Setting(
            value = "Channels that this person alone reads, such as an `ntfy` topic.",
            absent = "[]")
        List<String> channels,
    @Setting("Mail address, reached through the first channel of kind `email`.")
        @Nullable String email,
    @Setting(
            "Member id in Slack, such as `U024BE7LH`: who presses a button there is this person,"
                + " and a channel with a `token` writes to them directly.")
        @Nullable String slack,
    @Setting(
            "Object id in Entra ID: who writes to an outgoing web hook of Teams with it is this"
                + " person.")
        @Nullable String teams) {

  public PersonConfig {
    channels = List.copyOf(channels);
    InvalidSettings.check()
        .that(
            email == null || email.matches("[^@\\s<>,;:\"]{1,64}@[A-Za-z0-9.-]{1,253}"),
            "email",
            "is not a mail address: write it as kim@example.com")
        .that(
            slack == null || slack.matches("[UW][A-Z0-9]{2,20}"),
            "slack",
            "is not a member id: it begins with U or W, as in U024BE7LH")
        .that(
            teams == null || teams.matches("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
            "teams",
            "is not an object id of Entra ID, which has 32 hexadecimal digits in five groups")
        .done();
  }

  /** What is wrong with it beside these channels. */
  List<String> problems(Map<String, ChannelConfig> known) {
    List<String> problems = new ArrayList<>();
    for (String channel : channels) {
      if (!known.containsKey(channel)) {
        problems.add("\"" + channel + "\" is no channel of notify.channels");
      }
    }
    if (email != null && known.values().stream().noneMatch(one -> one.email() != null)) {
      problems.add("has a mail address, but no channel is of kind email");
    }
    return problems;
  }
}
