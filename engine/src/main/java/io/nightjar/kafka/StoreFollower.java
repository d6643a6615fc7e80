package io.nightjar.kafka;

import io.nightjar.detect.Detection;
import io.nightjar.store.DetectionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Writes the detections of Kafka into the store, behind the engines that decide on them: for the
 * page, incidents and audit. One that is there already is not written again.
 */
final class StoreFollower implements Reading.Taker {

  private final DetectionLog journal;
  private final Aside aside;
  private final AtomicLong stored = new AtomicLong();

  StoreFollower(DetectionLog journal, Aside aside) {
    this.journal = journal;
    this.aside = aside;
  }

  @Override
  public void take(ConsumerRecords<String, byte[]> letters) {
    List<Detection> detections = new ArrayList<>(letters.count());
    List<Poisoned> poisoned = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> letter : letters) {
      try {
        if (FactLetter.isDetection(letter)) {
          detections.add(FactLetter.detection(letter));
        }
      } catch (PoisonedException e) {
        poisoned.add(new Poisoned(letter, String.valueOf(e.getMessage())));
      }
    }
    if (!detections.isEmpty()) {
      stored.addAndGet(journal.append(detections).size());
    }
    // the engine that decides puts it aside; this only leaves it out
    poisoned.forEach(each -> aside.leaveOut(each.letter(), each.why()));
  }

  private record Poisoned(ConsumerRecord<String, byte[]> letter, String why) {}

  /** Those that were new, since the start. */
  long stored() {
    return stored.get();
  }
}
