package io.nightjar.respond;

import java.util.Set;

/**
 * A person who says something to a response.
 *
 * @param name as the audit log names them
 * @param groups that whoever vouches for them named
 * @param vouchedBy by what Nightjar knows who it is; empty where it was told so by the holder of
 *     the state folder's token
 */
public record Speaker(String name, Set<String> groups, String vouchedBy) {

  public Speaker {
    groups = Set.copyOf(groups);
  }

  /** One whom nobody but the holder of the state folder's token vouches for. */
  public static Speaker named(String name) {
    return new Speaker(name, Set.of(), "");
  }
}
