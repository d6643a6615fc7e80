package io.nightjar;

import io.nightjar.actions.ActionSettings;
import io.nightjar.actions.kubernetes.DebugImage;
import io.nightjar.actions.kubernetes.JobTemplates;
import io.nightjar.actions.outside.Hook;
import io.nightjar.actions.outside.SignedPost;
import io.nightjar.config.ActionsConfig;
import io.nightjar.config.Secret;
import io.nightjar.tls.OutwardTls;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What the configuration gives to actions; secrets are read now. */
final class ActionSettingsFromConfig {
  private ActionSettingsFromConfig() {}

  /**
   * @throws IllegalStateException when a secret cannot be read or is no address, which is never
   *     told, or a template is none
   */
  static ActionSettings of(ActionsConfig config, Map<String, String> environment) {
    Map<String, Hook> hooks = new TreeMap<>();
    config.webhooks().forEach((name, webhook) -> hooks.put(name, hook(name, webhook, environment)));
    Path jobs = config.jobTemplates();
    ActionsConfig.Debug debug = config.debugContainer();
    return new ActionSettings(
        hooks,
        jobs == null ? Map.of() : JobTemplates.read(jobs),
        debug == null
            ? null
            : new DebugImage(debug.image(), debug.command(), debug.capabilities()));
  }

  private static Hook hook(
      String name, ActionsConfig.Webhook webhook, Map<String, String> environment) {
    Secret secret = webhook.secret();
    String key = secret == null ? "" : secret.reveal(environment);
    String path = "actions.webhooks." + name;
    SSLContext tls = OutwardTls.contextOf(OutwardTls.of(webhook.tls(), path + ".tls"));
    SignedPost.Address call = address(path + ".url", webhook.url(), key, webhook, environment);
    SignedPost.Address undo = undo(path + ".undoUrl", key, webhook, environment);
    return new Hook(trusting(call, tls), undo == null ? null : trusting(undo, tls));
  }

  private static SignedPost.Address trusting(SignedPost.Address to, @Nullable SSLContext tls) {
    return new SignedPost.Address(to.url(), to.key(), to.timeout(), tls);
  }

  private static SignedPost.@Nullable Address undo(
      String path, String key, ActionsConfig.Webhook webhook, Map<String, String> environment) {
    Secret url = webhook.undoUrl();
    return url == null ? null : address(path, url, key, webhook, environment);
  }

  private static SignedPost.Address address(
      String path,
      Secret url,
      String key,
      ActionsConfig.Webhook webhook,
      Map<String, String> environment) {
    try {
      return new SignedPost.Address(
          SignedPost.Address.parse(url.reveal(environment)), key, webhook.timeout());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(path + " " + e.getMessage());
    }
  }
}
