package io.nightjar.playbook.origin;

import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;

/**
 * What exactly a playbook is: the list of its files with their SHA-256, in the form that {@code
 * sha256sum NAME/playbook.drl NAME/playbook.yaml} prints. Its own SHA-256 is the version of the
 * playbook, and it is what a signature is made over; cases and other files do not count.
 *
 * @param list lines of 64 hex digits, two blanks and the path, each ended by a line feed
 */
public record Contents(String list) {

  /**
   * @param name of the playbook's folder
   */
  public static Contents of(String name, String drl, String yaml) {
    return new Contents(line(drl, name + "/playbook.drl") + line(yaml, name + "/playbook.yaml"));
  }

  private static String line(String text, String path) {
    return sha256(text) + "  " + path + "\n";
  }

  /** In hex. */
  public String version() {
    return sha256(list);
  }

  /** What a signature is made over. */
  public byte[] bytes() {
    return list.getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(String text) {
    return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
