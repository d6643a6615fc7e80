package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.ActionSettings;
import io.nightjar.actions.outside.Hook;
import io.nightjar.config.ActionsConfig;
import io.nightjar.config.InvalidSettings;
import io.nightjar.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActionSettingsFromConfigTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOOK", "https://siem.example.com/token-77", "KEY", "k", "BAD", "ht tp://token-77");

  private static ActionsConfig one(String name, String url) {
    return new ActionsConfig(
        Map.of(
            name,
            new ActionsConfig.Webhook(
                Secret.parse(url), null, Secret.parse("env:KEY"), Duration.ofSeconds(5), null)),
        null,
        null);
  }

  @Test
  void secretsComeFromWhereTheConfigurationSays() {
    ActionSettings settings = ActionSettingsFromConfig.of(one("siem", "env:HOOK"), ENVIRONMENT);
    Hook hook = settings.hooks().get("siem");
    assertThat(hook).isNotNull();
    assertThat(hook.call().url()).isEqualTo(URI.create("https://siem.example.com/token-77"));
    assertThat(hook.call().key()).isEqualTo("k");
    assertThat(hook.undo()).isNull();
    assertThat(settings.toString()).doesNotContain("token-77");
  }

  @Test
  void whatIsNoAddressIsNamedByItsKeyAndNotTold() {
    assertThatThrownBy(() -> ActionSettingsFromConfig.of(one("siem", "env:BAD"), ENVIRONMENT))
        .hasMessage("actions.webhooks.siem.url is not an address")
        .hasNoCause();
  }

  @Test
  void aNameThatAPlaybookCannotSayIsRefused() {
    assertThatThrownBy(() -> one("Si em", "env:HOOK")).isInstanceOf(InvalidSettings.class);
  }
}
