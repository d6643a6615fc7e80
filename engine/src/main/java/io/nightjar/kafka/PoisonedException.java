package io.nightjar.kafka;

/** A record of Kafka that nobody can make anything of; the message says why. */
final class PoisonedException extends Exception {

  private static final long serialVersionUID = 1L;

  PoisonedException(String message) {
    super(message);
  }
}
