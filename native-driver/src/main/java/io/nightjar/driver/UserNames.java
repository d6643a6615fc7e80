package io.nightjar.driver;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names of users and groups as the process itself would see them: from {@code /etc/passwd} and
 * {@code /etc/group} below its own root ({@link RootDirectory}).
 *
 * <p>Kept by container and root directory, which the kernel tells at each exec: so nothing is read
 * for a process whose root is known, and a process that changed its root since cannot pass off
 * files of its own as those of the root it had. One thread.
 */
final class UserNames {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_NAME = 64;
  private static final int MAX_NAMES = 4096;

  /** Of all roots together, some 10 MB. */
  private static final int MAX_NAMES_KEPT = 1 << 17;

  private static final int MAX_ROOTS = 4096;

  /** An unknown id makes the files be read again, but not more often than this. */
  private static final long REREAD_NANOS = 5_000_000_000L;

  /** What could not be read in time is left alone for so long. */
  private static final long AVOID_NANOS = 60_000_000_000L;

  private final Path proc;
  private final TimedReads reads;
  private final Map<Root, Names> byRoot = new LinkedHashMap<>(16, 0.75f, true);
  private int kept;

  UserNames(Path proc, TimedReads reads) {
    this.proc = proc;
    this.reads = reads;
  }

  /**
   * Fills in the names of a process; they stay empty when it is gone and nothing is known of its
   * root.
   *
   * @param values whose container, root and ids are set
   * @param nowNanos any clock that goes forward; that of the events
   */
  void name(ProcessInfo.Builder values, long nowNanos) {
    Traits ids = values.traits();
    Names names = ids.rootMount == 0 ? Names.NONE : namesFor(values.tgid(), ids, nowNanos);
    String user = names.users.getOrDefault(ids.uid, "");
    String group = names.groups.getOrDefault(ids.gid, "");
    values.userName(user).groupName(group);
  }

  private Names namesFor(int tgid, Traits ids, long nowNanos) {
    Root root = new Root(ids.container.containerId(), ids.rootMount, ids.rootInode);
    Names names = byRoot.get(root);
    if (names != null && (names.knows(ids.uid, ids.gid) || nowNanos < names.rereadAt)) {
      return names;
    }
    Names found = reads.read(() -> read(tgid, root, nowNanos + REREAD_NANOS), Names.LATE);
    if (found.reading == Reading.GONE) {
      return names == null ? Names.NONE : names;
    }
    if (found.reading == Reading.LATE) {
      found = (names == null ? Names.NONE : names).avoidedUntil(nowNanos + AVOID_NANOS);
    }
    keep(root, found);
    return found;
  }

  private Names read(int tgid, Root root, long rereadAt) {
    try (RootDirectory directory = RootDirectory.open(proc.resolve(tgid + "/root"))) {
      // the process may have ended, and may have another root by now
      if (directory == null || directory.mount() != root.mount || directory.inode() != root.inode) {
        return Names.ROOT_GONE;
      }
      return new Names(
          parse(directory.read("etc/passwd", MAX_BYTES)),
          parse(directory.read("etc/group", MAX_BYTES)),
          rereadAt,
          Reading.DONE);
    }
  }

  private void keep(Root root, Names names) {
    Names before = byRoot.put(root, names);
    kept += names.size() - (before == null ? 0 : before.size());
    Iterator<Names> eldest = byRoot.values().iterator();
    while ((kept > MAX_NAMES_KEPT || byRoot.size() > MAX_ROOTS) && byRoot.size() > 1) {
      kept -= eldest.next().size();
      eldest.remove();
    }
  }

  /** {@code name:x:id:…} on each line; the first line of an id counts. */
  static Map<Long, String> parse(String text) {
    Map<Long, String> names = new HashMap<>();
    for (int from = 0; from < text.length() && names.size() < MAX_NAMES; ) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      parseLine(text.substring(from, end), names);
      from = end + 1;
    }
    return names;
  }

  private static void parseLine(String line, Map<Long, String> names) {
    int name = line.indexOf(':');
    int password = line.indexOf(':', name + 1);
    int id = line.indexOf(':', password + 1);
    if (name < 0 || password < 0 || name > MAX_NAME) {
      return;
    }
    String digits = line.substring(password + 1, id < 0 ? line.length() : id);
    if (!digits.isEmpty()
        && digits.length() <= 10
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      names.putIfAbsent(Long.parseLong(digits), line.substring(0, name));
    }
  }

  private record Root(String containerId, int mount, long inode) {}

  private enum Reading {
    DONE,
    /** The process has no such root any more. */
    GONE,
    /** It took too long. */
    LATE
  }

  /**
   * @param rereadAt before this, an unknown id does not make the files be read again
   */
  private record Names(
      Map<Long, String> users, Map<Long, String> groups, long rereadAt, Reading reading) {
    static final Names NONE = new Names(Map.of(), Map.of(), 0, Reading.DONE);
    static final Names ROOT_GONE = new Names(Map.of(), Map.of(), 0, Reading.GONE);
    static final Names LATE = new Names(Map.of(), Map.of(), 0, Reading.LATE);

    boolean knows(long uid, long gid) {
      return users.containsKey(uid) && groups.containsKey(gid);
    }

    Names avoidedUntil(long nanos) {
      return new Names(users, groups, nanos, Reading.DONE);
    }

    int size() {
      return users.size() + groups.size();
    }
  }
}
