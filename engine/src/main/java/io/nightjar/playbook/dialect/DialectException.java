package io.nightjar.playbook.dialect;

/** A piece of a playbook stopped making sense; becomes one {@link Problem}. */
final class DialectException extends Exception {
  private final int offset;
  private final String hint;

  DialectException(int offset, String message, String hint) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }

  /** Characters from the start of the piece. */
  int offset() {
    return offset;
  }

  String hint() {
    return hint;
  }

  String problem() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
