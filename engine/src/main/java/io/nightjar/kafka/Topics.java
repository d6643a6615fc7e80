package io.nightjar.kafka;

import io.nightjar.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics that are missing, and refuses those that cannot be right. */
final class Topics {

  private static final int ATTEMPTS = 50;
  private static final long AGAIN_MILLIS = 200;

  private Topics() {}

  /**
   * @throws KafkaAwayException when Kafka cannot be reached, and may be later
   * @throws StoreException when it does not let this engine see or make them, or they have another
   *     number of partitions than configured
   */
  static void ensure(Clients clients) {
    ensure(clients, Duration.ofSeconds(15));
  }

  /**
   * The same for one who goes on without Kafka for a while.
   *
   * @param patience how long one question waits for the brokers
   */
  static void ensure(Clients clients, Duration patience) {
    KafkaSettings settings = clients.settings();
    try (Admin admin = clients.admin(patience)) {
      Set<String> there = admin.listTopics().names().get();
      List<NewTopic> missing = new ArrayList<>();
      missing.add(topic(settings, settings.detections(), settings.partitions() + 1));
      missing.add(topic(settings, settings.decisions(), settings.partitions() + 1));
      missing.add(topic(settings, settings.aside(), 1));
      missing.removeIf(topic -> there.contains(topic.name()));
      for (NewTopic topic : missing) {
        create(admin, topic);
      }
      for (TopicDescription topic : described(admin, settings)) {
        int has = topic.partitions().size();
        if (has != settings.partitions() + 1 && !topic.name().equals(settings.aside())) {
          throw new StoreException(
              "topic "
                  + topic.name()
                  + " has "
                  + has
                  + " partitions, kafka.partitions says "
                  + settings.partitions()
                  + " and one more: which partition a workload belongs to must not change; give"
                  + " it a kafka.prefix of its own");
        }
      }
    } catch (ExecutionException e) {
      throw KafkaTrouble.of(e, settings).thrown(e);
    } catch (KafkaException e) {
      throw KafkaTrouble.of(e, settings).thrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while Kafka was asked for its topics", e);
    }
  }

  static void remove(Clients clients) {
    KafkaSettings settings = clients.settings();
    try (Admin admin = clients.admin()) {
      admin
          .deleteTopics(List.of(settings.detections(), settings.decisions(), settings.aside()))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new StoreException("the topics of " + settings.prefix() + " are still there", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One that was just made is not known to every broker at once. */
  private static Collection<TopicDescription> described(Admin admin, KafkaSettings settings)
      throws InterruptedException, ExecutionException {
    for (int attempt = 1; ; attempt++) {
      try {
        return admin
            .describeTopics(List.of(settings.detections(), settings.decisions(), settings.aside()))
            .allTopicNames()
            .get()
            .values();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || attempt == ATTEMPTS) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      }
    }
  }

  private static void create(Admin admin, NewTopic topic)
      throws InterruptedException, ExecutionException {
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) { // another engine was first
        throw e;
      }
    }
  }

  private static NewTopic topic(KafkaSettings settings, String name, int partitions) {
    Duration keep = settings.keep();
    return new NewTopic(name, partitions, (short) settings.replication())
        .configs(
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(keep.toMillis()),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Integer.toString(Math.max(1, settings.replication() - 1))));
  }
}
