package io.nightjar.rules.field;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a mknod makes and with which permissions: {@code S_IRUSR|S_IFBLK}. */
final class NodeMode {
  private static final long FORMAT_MASK = 0170000;
  private static final Map<String, Long> FORMATS = new LinkedHashMap<>();

  static {
    FORMATS.put("S_IFREG", 0100000L);
    FORMATS.put("S_IFCHR", 0020000L);
    FORMATS.put("S_IFBLK", 0060000L);
    FORMATS.put("S_IFIFO", 0010000L);
    FORMATS.put("S_IFSOCK", 0140000L);
  }

  private NodeMode() {}

  /** The kinds are numbers and not bits: a block device is not a character device as well. */
  static @Nullable String words(long mode) {
    String permissions = Flags.MODE.names(mode);
    for (Map.Entry<String, Long> format : FORMATS.entrySet()) {
      if (format.getValue() == (mode & FORMAT_MASK)) {
        return permissions == null ? format.getKey() : permissions + "|" + format.getKey();
      }
    }
    return permissions;
  }

  static @Nullable Long bitsOf(String name) {
    return FORMATS.get(name);
  }
}
