package io.nightjar.kafka;

import io.nightjar.store.StoreException;

/** Kafka does not answer, and may again. */
final class KafkaAwayException extends StoreException {
  private static final long serialVersionUID = 1L;

  KafkaAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
