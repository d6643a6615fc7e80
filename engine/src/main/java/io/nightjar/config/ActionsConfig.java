package io.nightjar.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What actions may use that is named here and nowhere else: a playbook says the name alone. */
public record ActionsConfig(
    @Setting("Places that `outside:webhook` can tell, by name.") Map<String, Webhook> webhooks,
    @Setting("Folder of the Job templates of `kubernetes:run-job`, each a file `NAME.yaml`.")
        @Nullable Path jobTemplates,
    @Setting("What `kubernetes:debug-container` adds to a pod.") @Nullable Debug debugContainer) {

  private static final String NAME = "[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?";

  public ActionsConfig {
    webhooks = Map.copyOf(webhooks);
    InvalidSettings.Check check = InvalidSettings.check();
    webhooks
        .keySet()
        .forEach(
            name ->
                check.that(
                    name.matches(NAME),
                    "webhooks." + name,
                    "a webhook's name is lower-case letters, digits and dashes, at most 40"));
    check.done();
  }

  /** An HTTP endpoint that does something when it is told of a pod. */
  public record Webhook(
      @Setting("Where to: `env:NAME`, `file:/path` or the address itself. Never logged.")
          Secret url,
      @Setting("Where it is told to take it back, given like `url`; without it nothing is.")
          @Nullable Secret undoUrl,
      @Setting("Key of the `Nightjar-Signature` header (HMAC-SHA-256), given like `url`.")
          @Nullable Secret secret,
      @Setting(value = "How long one try may take.", absent = "5s") Duration timeout,
      @Setting("Whom to trust there, and with what to show ourselves.")
          @Nullable OutwardTlsConfig tls) {

    public Webhook {
      InvalidSettings.check()
          .that(
              timeout.isPositive() && timeout.compareTo(Duration.ofMinutes(1)) <= 0,
              "timeout",
              "is between nothing and 1m")
          .done();
    }
  }

  /** A container for looking into pods. */
  public record Debug(
      @Setting("Its image, best by digest.") String image,
      @Setting(value = "What it runs instead of the image's own command.", absent = "[]")
          List<String> command,
      @Setting(
              value = "Capabilities that it gets beside the usual ones, such as `SYS_PTRACE`.",
              absent = "[]")
          List<String> capabilities) {

    public Debug {
      command = List.copyOf(command);
      capabilities = List.copyOf(capabilities);
      InvalidSettings.check()
          .that(image.matches("[A-Za-z0-9._:/@+-]{1,600}"), "image", "is not an image")
          .that(
              capabilities.stream().allMatch(one -> one.matches("[A-Z_]{1,40}")),
              "capabilities",
              "are named like SYS_PTRACE")
          .done();
    }
  }

  static ActionsConfig defaults() {
    return new ActionsConfig(Map.of(), null, null);
  }
}
