package io.nightjar.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.nightjar.detect.Detection;
import io.nightjar.playbook.ApprovalAnswer;
import io.nightjar.playbook.ApprovalUnanswered;
import io.nightjar.playbook.CalendarOpened;
import io.nightjar.playbook.IncidentWord;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.playbook.SessionFact;
import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** A fact for sessions as a record of Kafka: its type in a header, its JSON as the value. */
final class FactLetter {

  static final String TYPE = "type";
  private static final String DETECTION = "detection";

  private FactLetter() {}

  static List<Header> headers(Record value) {
    return List.of(new RecordHeader(TYPE, type(value).getBytes(StandardCharsets.UTF_8)));
  }

  private static String type(Record value) {
    return switch (value) {
      case Detection detection -> DETECTION;
      case ResponseUpdate update -> "response-update";
      case ApprovalAnswer answer -> "approval-answer";
      case ApprovalUnanswered unanswered -> "approval-unanswered";
      case IncidentWord word -> "incident-word";
      case CalendarOpened opened -> "calendar-opened";
      default -> throw new IllegalArgumentException("no session learns a " + value.getClass());
    };
  }

  static byte[] value(Record value) {
    try {
      return Json.MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON for a " + value.getClass().getSimpleName(), e);
    }
  }

  static boolean isDetection(ConsumerRecord<String, byte[]> letter) {
    return type(letter).equals(DETECTION);
  }

  private static String type(ConsumerRecord<String, byte[]> letter) {
    Header header = letter.headers().lastHeader(TYPE);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  /**
   * @throws PoisonedException when it is not a fact
   */
  static SessionFact read(ConsumerRecord<String, byte[]> letter) throws PoisonedException {
    SessionFact fact = fact(letter);
    if (fact.id() == null || fact.time() == null) {
      throw new PoisonedException("it has no id or no time");
    }
    return fact;
  }

  private static SessionFact fact(ConsumerRecord<String, byte[]> letter) throws PoisonedException {
    return switch (type(letter)) {
      case DETECTION -> SessionFact.of(detection(letter));
      case "response-update" -> SessionFact.of(read(letter, ResponseUpdate.class));
      case "approval-answer" -> SessionFact.of(read(letter, ApprovalAnswer.class));
      case "approval-unanswered" -> SessionFact.of(read(letter, ApprovalUnanswered.class));
      case "incident-word" -> SessionFact.of(read(letter, IncidentWord.class));
      case "calendar-opened" -> SessionFact.of(read(letter, CalendarOpened.class));
      default -> throw new PoisonedException("nothing is known of the type " + type(letter));
    };
  }

  static Detection detection(ConsumerRecord<String, byte[]> letter) throws PoisonedException {
    Detection detection = read(letter, Detection.class);
    boolean whole =
        detection.id() != null
            && detection.rule() != null
            && detection.priority() != null
            && detection.time() != null
            && detection.node() != null
            && detection.podUid() != null
            && detection.containerId() != null
            && detection.namespace() != null
            && detection.fields() != null;
    if (!whole) {
      throw new PoisonedException("a detection lacks what every one has");
    }
    return detection;
  }

  static <T extends Record> T read(ConsumerRecord<String, byte[]> letter, Class<T> type)
      throws PoisonedException {
    byte[] value = letter.value();
    if (value == null) {
      throw new PoisonedException("it is empty");
    }
    try {
      T read = Json.MAPPER.readValue(value, type);
      if (read == null) {
        throw new PoisonedException("it is null");
      }
      return read;
    } catch (IOException | RuntimeException e) {
      throw new PoisonedException("not a " + type.getSimpleName() + ": " + e.getMessage());
    }
  }
}
