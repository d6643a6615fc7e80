package io.nightjar.image;

/** What an image is for. */
enum Role {
  ENGINE("engine", "65532:65532", "Decides, guards, acts and proves"),
  AGENT("agent", "0:0", "Sees what happens on its node, and acts there");

  private final String command;
  private final String user;
  private final String description;

  Role(String command, String user, String description) {
    this.command = command;
    this.user = user;
    this.description = description;
  }

  /** The command of {@code nightjar} that it runs. */
  String command() {
    return command;
  }

  /** User and group, as numbers: nothing has to look them up. */
  String user() {
    return user;
  }

  String description() {
    return description;
  }
}
