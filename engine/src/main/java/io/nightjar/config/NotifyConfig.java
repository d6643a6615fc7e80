package io.nightjar.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whom to tell. */
public record NotifyConfig(
    @Setting("Print notices on the terminal of `nightjar run`.") boolean console,
    @Setting("Append notices to this file, one JSON object a line.") @Nullable Path file,
    @Setting("Send notices to a web hook.") @Nullable Webhook webhook) {

  /** An HTTP endpoint that takes one JSON object in each POST. */
  public record Webhook(
      @Setting("Where to: `env:NAME`, `file:/path` or the address itself. Never logged.")
          Secret url,
      @Setting("Key of the `Nightjar-Signature` header (HMAC-SHA-256), given like `url`.")
          @Nullable Secret secret,
      @Setting(value = "How often to try in all.", absent = "4") int attempts,
      @Setting(value = "How long one try may take.", absent = "10s") Duration timeout,
      @Setting(
              value =
                  "Put into each question a link for each person who may answer; whoever takes the"
                      + " notices must hand each one to that person alone.",
              absent = "false")
          boolean answerLinks) {

    public Webhook {
      InvalidSettings.check()
          .that(attempts >= 1 && attempts <= 10, "attempts", "must be between 1 and 10")
          .that(timeout.isPositive(), "timeout", "must be longer than nothing")
          .done();
    }
  }

  static NotifyConfig defaults() {
    return new NotifyConfig(true, null, null);
  }
}
