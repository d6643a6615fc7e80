package io.nightjar.actions.evidence;

import java.util.List;
import java.util.regex.Pattern;

/** The names of the kinds of evidence. */
public final class EvidenceKind {
  public static final String PROCESSES = "processes";
  public static final String OPEN_FILES = "open-files";
  public static final String SOCKETS = "sockets";
  public static final String ENVIRONMENT = "environment";
  public static final String MAPS = "maps";
  public static final String LOGS = "logs";
  public static final String CHANGED_FILES = "changed-files";
  public static final String PACKETS = "packets";

  private static final List<String> NAMES =
      List.of(PROCESSES, OPEN_FILES, SOCKETS, ENVIRONMENT, MAPS, CHANGED_FILES, LOGS, PACKETS);
  private static final Pattern PACKETS_FOR = Pattern.compile(PACKETS + "(:[1-9][0-9]{0,2}s)?");

  private EvidenceKind() {}

  /** In the order in which they are collected: what fades first comes first. */
  public static List<String> names() {
    return NAMES;
  }

  /** Those that are collected when nobody says which. */
  static List<String> usual() {
    return NAMES.stream().filter(kind -> !kind.equals(PACKETS)).toList();
  }

  static boolean isOne(String text) {
    return NAMES.contains(text) || PACKETS_FOR.matcher(text).matches() || isPath(text);
  }

  /** Whether it is the path of a file in the container. */
  public static boolean isPath(String text) {
    return text.startsWith("/") && text.length() > 1 && text.indexOf('\0') < 0;
  }
}
