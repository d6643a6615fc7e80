package io.nightjar.driver.scap;

import java.util.HashMap;
import java.util.Map;

/** Names of the users and groups of the machine, as its files had them. */
final class UserList {
  private static final int MAX_TEXT = 4096;
  private static final int MAX_ENTRY = 1 << 14;
  private static final int MAX_NAMES = 1 << 16;
  private static final int SMALLEST = 7;
  private static final int USER = 0;

  private final Map<Long, String> users = new HashMap<>();
  private final Map<Long, String> groups = new HashMap<>();

  String user(long uid) {
    return users.getOrDefault(uid, "");
  }

  String group(long gid) {
    return groups.getOrDefault(gid, "");
  }

  void addUser(long uid, String name) {
    add(users, uid, name);
  }

  void addGroup(long gid, String name) {
    add(groups, gid, name);
  }

  private static void add(Map<Long, String> names, long id, String name) {
    if (names.size() < MAX_NAMES) {
      names.put(id, Bounds.name(name));
    }
  }

  void read(Cursor block, boolean sized) throws CorruptCapture {
    while (block.remaining() >= SMALLEST) {
      if (sized) {
        // the length counts itself
        entry(block.part(block.u32() - Integer.BYTES, MAX_ENTRY));
      } else {
        entry(block);
      }
    }
  }

  private void entry(Cursor entry) throws CorruptCapture {
    if (entry.u8() == USER) {
      long uid = entry.u32();
      entry.u32();
      addUser(uid, entry.text(MAX_TEXT));
      entry.text(MAX_TEXT);
      entry.text(MAX_TEXT);
    } else {
      addGroup(entry.u32(), entry.text(MAX_TEXT));
    }
  }
}
