package io.nightjar.kafka;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where records go that nobody can make anything of: to a topic of their own, as they are, with
 * where they stood and why; counted. What comes behind them goes on. Thread safe.
 */
final class Aside {

  private static final Logger log = LoggerFactory.getLogger(Aside.class);
  private static final int LONGEST = 300;

  private final Producer<String, byte[]> producer;
  private final String topic;
  private final AtomicLong count = new AtomicLong();

  Aside(Producer<String, byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  void put(ConsumerRecord<String, byte[]> poisoned, String why) {
    count.incrementAndGet();
    String place = poisoned.topic() + "/" + poisoned.partition() + "/" + poisoned.offset();
    String cause = why.length() > LONGEST ? why.substring(0, LONGEST) : why;
    log.warn("the record at {} is put aside: {}", place, cause);
    ProducerRecord<String, byte[]> copy =
        new ProducerRecord<>(topic, null, poisoned.key(), poisoned.value(), poisoned.headers());
    copy.headers().add("nightjar-from", place.getBytes(StandardCharsets.UTF_8));
    copy.headers().add("nightjar-why", cause.getBytes(StandardCharsets.UTF_8));
    Future<RecordMetadata> unused =
        producer.send(
            copy,
            (metadata, failure) -> {
              if (failure != null) {
                log.error(
                    "the record at {} could not be put aside and stays there only", place, failure);
              }
            });
  }

  /** Counts one that is put aside elsewhere. */
  void leaveOut(ConsumerRecord<String, byte[]> poisoned, String why) {
    count.incrementAndGet();
    log.debug("the record at offset {} is left out: {}", poisoned.offset(), why);
  }

  /** How many since the start. */
  long count() {
    return count.get();
  }
}
