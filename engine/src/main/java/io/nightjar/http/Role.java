package io.nightjar.http;

/** What a person is here for, as the permissions that it takes. */
public enum Role {
  /** Sees everything and changes nothing. */
  VIEWER,
  /** Answers questions, undoes, and works on incidents. */
  APPROVER,
  /** Tries and loads rules and playbooks. */
  AUTHOR,
  /** Everything that a person does. */
  OPERATOR;

  public boolean may(Permission permission) {
    return switch (permission) {
      case VIEW -> true;
      case ANSWER, UNDO, INCIDENTS -> this == APPROVER || this == OPERATOR;
      case AUTHOR -> this == AUTHOR || this == OPERATOR;
      case REQUEST, STOP, OPERATE -> this == OPERATOR;
      case INGEST -> false; // programs do
    };
  }
}
