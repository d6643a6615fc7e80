package io.nightjar.notify;

import io.nightjar.actions.outside.SignedPost;
import io.nightjar.config.NotifyConfig;
import io.nightjar.config.Secret;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells all notifiers of a configuration. */
public final class Notifiers implements Notifier {

  private static final int QUEUE = 1_000;

  private final List<Notifier> all;

  public Notifiers(List<Notifier> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Those of the configuration beside the terminal, which prints the feed; secrets are read now.
   *
   * @throws IllegalStateException when a secret cannot be read or is no address; never tells it
   */
  public static Notifiers of(
      NotifyConfig config, Map<String, String> environment, InstantSource clock) {
    List<Notifier> all = new ArrayList<>();
    if (config.file() != null) {
      all.add(new QueuedNotifier("file", new JsonLinesFile(config.file()), QUEUE));
    }
    NotifyConfig.Webhook webhook = config.webhook();
    if (webhook != null) {
      Secret secret = webhook.secret();
      Webhook.Settings settings =
          new Webhook.Settings(
              address(webhook.url().reveal(environment)),
              secret == null ? "" : secret.reveal(environment),
              webhook.attempts(),
              webhook.timeout(),
              webhook.answerLinks());
      all.add(new QueuedNotifier("webhook", new Webhook(settings, clock, Thread::sleep), QUEUE));
    }
    return new Notifiers(all);
  }

  private static URI address(String text) {
    try {
      return SignedPost.Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("notify.webhook.url " + e.getMessage());
    }
  }

  @Override
  public void tell(Notice notice) {
    all.forEach(notifier -> notifier.tell(notice));
  }

  @Override
  public long lost() {
    return all.stream().mapToLong(Notifier::lost).sum();
  }

  @Override
  public void close() {
    all.forEach(Notifier::close);
  }
}
