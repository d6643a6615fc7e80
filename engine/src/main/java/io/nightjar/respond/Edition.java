package io.nightjar.respond;

/**
 * Which form of a playbook asked, and how far it was trusted then; snapshotted into the response.
 *
 * @param version SHA-256 of the playbook's folder, in hex
 * @param commit of the git checkout that it lies in, or empty
 * @param stage of the playbook itself; in a response the one that was in force
 * @param why where the stage comes from, in plain words
 * @param trusted false where it only runs as a draft, whatever the configuration says
 */
public record Edition(String version, String commit, Stage stage, String why, boolean trusted) {

  /** Of playbooks that were never on disk. */
  public static final Edition UNKNOWN =
      new Edition("", "", Stage.ENFORCE, "its playbook.yaml names no stage", true);

  private static final int SHORT = 12;

  /** The same at another stage. */
  public Edition at(Stage other, String reason) {
    return new Edition(version, commit, other, reason, trusted);
  }

  /** The same as a draft that nothing lifts. */
  public Edition distrusted(String reason) {
    return new Edition(version, commit, Stage.DRAFT, reason, false);
  }

  /** Enough of the version for people. */
  public String shortVersion() {
    return version.substring(0, Math.min(SHORT, version.length()));
  }

  /** Version and commit for people, such as {@code 0f1e2d3c4b5a (commit 89ab01cd23ef)}. */
  public String describe() {
    return commit.isEmpty()
        ? shortVersion()
        : shortVersion()
            + " (commit "
            + commit.substring(0, Math.min(SHORT, commit.length()))
            + ")";
  }
}
