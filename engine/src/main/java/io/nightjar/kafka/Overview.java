package io.nightjar.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which engine decides on which partition, and what waits in each: asked of Kafka every few seconds
 * on a thread of its own. Thread safe.
 */
final class Overview implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Overview.class);
  private static final long EVERY_SECONDS = 5;
  private static final long PATIENCE_SECONDS = 10;
  private static final long JOIN_MILLIS = 2_000;
  private static final int SHOWN = 20;

  /** What Kafka puts behind a client's name, to tell members of a group apart. */
  private static final String MEMBER_ID = "-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

  private final Admin admin;
  private final KafkaSettings settings;
  private final Thread thread;
  private volatile Seen seen = new Seen(new TreeMap<>(), new TreeMap<>(), "");

  /**
   * What was seen last.
   *
   * @param waiting records that are not decided on, by partition
   * @param engines that decide, by partition; a partition that is with none is missing
   * @param trouble why nothing could be asked; empty when it could
   */
  record Seen(
      SortedMap<Integer, Long> waiting, SortedMap<Integer, String> engines, String trouble) {}

  Overview(Clients clients) {
    this.admin = clients.admin();
    this.settings = clients.settings();
    this.thread = Thread.ofPlatform().name("kafka-overview").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        look();
        TimeUnit.SECONDS.sleep(EVERY_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    try {
      seen = new Seen(waiting(), engines(), "");
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      log.debug("Kafka could not be asked", e);
      seen = new Seen(seen.waiting(), seen.engines(), KafkaTrouble.of(e, settings).words());
    }
  }

  private SortedMap<Integer, Long> waiting()
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> decided =
        admin
            .listConsumerGroupOffsets(settings.deciding())
            .partitionsToOffsetAndMetadata()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int number = 0; number <= settings.partitions(); number++) {
      wanted.put(new TopicPartition(settings.detections(), number), OffsetSpec.latest());
    }
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        admin.listOffsets(wanted).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    SortedMap<Integer, Long> waiting = new TreeMap<>();
    ends.forEach(
        (partition, end) -> {
          OffsetAndMetadata place = decided.get(partition);
          // where nothing was decided yet, no session has begun with more than its end
          long from = place == null ? end.offset() : place.offset();
          waiting.put(partition.partition(), Math.max(0, end.offset() - from));
        });
    return waiting;
  }

  private SortedMap<Integer, String> engines()
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, ConsumerGroupDescription> groups =
        admin
            .describeConsumerGroups(List.of(settings.deciding()))
            .all()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    SortedMap<Integer, String> engines = new TreeMap<>();
    List<MemberDescription> members =
        groups.values().stream().flatMap(group -> group.members().stream()).toList();
    for (MemberDescription member : members) {
      for (TopicPartition partition : member.assignment().topicPartitions()) {
        engines.put(partition.partition(), member.consumerId());
      }
    }
    return engines;
  }

  Seen seen() {
    return seen;
  }

  /** How many engines decide. */
  long engineCount() {
    return seen.engines().values().stream().distinct().count();
  }

  /** Which partitions no engine has. */
  List<Integer> nobodys() {
    Seen last = seen;
    return last.waiting().keySet().stream()
        .filter(partition -> !last.engines().containsKey(partition))
        .toList();
  }

  /** Each engine with its partitions and what waits in them, in words; a few of many. */
  String words() {
    Seen last = seen;
    SortedMap<String, SortedMap<Integer, Long>> byEngine = new TreeMap<>();
    last.engines()
        .forEach(
            (partition, engine) ->
                byEngine
                    .computeIfAbsent(engine, unknown -> new TreeMap<>())
                    .put(partition, last.waiting().getOrDefault(partition, 0L)));
    if (byEngine.isEmpty()) {
      return last.waiting().isEmpty() ? "not yet known" : "no engine decides";
    }
    String shown =
        byEngine.entrySet().stream()
            .limit(SHOWN)
            .map(
                each ->
                    each.getKey().replaceFirst(MEMBER_ID, "")
                        + " "
                        + numbers(each.getValue().keySet())
                        + " ("
                        + each.getValue().values().stream().mapToLong(Long::longValue).sum()
                        + " waiting)")
            .collect(Collectors.joining(", "));
    return byEngine.size() > SHOWN ? shown + ", and " + (byEngine.size() - SHOWN) + " more" : shown;
  }

  private static String numbers(Collection<Integer> partitions) {
    return partitions.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** What a person has to look at. */
  SortedMap<String, String> troubles() {
    SortedMap<String, String> troubles = new TreeMap<>();
    Seen last = seen;
    if (!last.trouble().isEmpty()) {
      troubles.put("kafka", last.trouble());
    } else {
      String nobodys = nobodys().stream().map(String::valueOf).collect(Collectors.joining(", "));
      if (!nobodys.isEmpty()) {
        troubles.put("kafka partitions", "no engine decides on " + nobodys);
      }
    }
    return troubles;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    admin.close(Duration.ofSeconds(2));
  }
}
