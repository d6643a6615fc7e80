package io.nightjar.driver;

/**
 * Offsets of a record, little-endian, the whole a multiple of eight bytes.
 *
 * <pre>
 *   0        4      6  7  8                16
 *   +--------+------+--+--+----------------+----------------+
 *   | size   | type |v |n | boot time, ns  | result         |
 *   +--------+------+--+--+----------------+----------------+
 *  24                 32                40       44       48
 *   +-----------------+-----------------+--------+--------+
 *   | cgroup id       | process start   | tgid   | tid    |
 *   +-----------------+-----------------+--------+--------+
 *  48       52       56       60       64    66    68     72
 *   +--------+--------+--------+--------+-----+-----+------+
 *   | uid    | gid    | mnt ns | pid ns | cpu |flags|ns tid|
 *   +--------+--------+--------+--------+-----+-----+------+
 *  72                 80
 *   +-----------------+--------------------+---------------
 *   | present bits    | n slots of 8 bytes | texts ...
 *   +-----------------+--------------------+---------------
 * </pre>
 *
 * A text's slot holds its offset from the start of the record (low half) and its length (high
 * half).
 */
final class EventLayout {
  static final int SCHEMA_VERSION = 1;

  static final int SIZE = 0;
  static final int TYPE = 4;
  static final int VERSION = 6;
  static final int SLOT_COUNT = 7;
  static final int BOOT_NANOS = 8;
  static final int RESULT = 16;
  static final int CGROUP_ID = 24;
  static final int START_NANOS = 32;
  static final int TGID = 40;
  static final int TID = 44;
  static final int UID = 48;
  static final int GID = 52;
  static final int MOUNT_NAMESPACE = 56;
  static final int PID_NAMESPACE = 60;
  static final int CPU = 64;
  static final int FLAGS = 66;
  static final int NAMESPACE_TID = 68;
  static final int PRESENT = 72;
  static final int SLOTS = 80;

  /** Set in {@link #FLAGS} when a text was cut at its bound. */
  static final int FLAG_TRUNCATED = 1;

  /** Set in {@link #FLAGS} of an exec whose program is denied: the process was killed. */
  static final int FLAG_KILLED = 2;

  /** Set in {@link #CGROUP_ID} when it is one of the v1 memory hierarchy. */
  static final long CGROUP_V1 = 1L << 63;

  private EventLayout() {}
}
