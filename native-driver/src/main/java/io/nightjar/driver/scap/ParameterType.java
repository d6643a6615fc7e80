package io.nightjar.driver.scap;

import java.util.Locale;

/** What the bytes of a parameter mean, as far as reading them needs to know. */
enum ParameterType {
  /** Bytes of a number tell its width; this one has a sign. */
  SIGNED,
  UNSIGNED,
  /** Ended by a zero byte. */
  TEXT,
  /** Any bytes; of argument vectors and cgroups, texts that are ended by a zero byte each. */
  BYTES,
  /** The family in one byte, then the address and port or the path. */
  ADDRESS,
  /** The family in one byte, then source and destination. */
  TUPLE,
  /** One byte that says which form follows. */
  DYNAMIC;

  /** The type of this name in the table of events. */
  static ParameterType of(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "INT8", "INT16", "INT32", "INT64", "ERRNO", "FD", "FD32", "PID", "PID32" -> SIGNED;
      case "CHARBUF", "FSPATH", "FSRELPATH" -> TEXT;
      case "BYTEBUF", "CHARBUFARRAY", "CHARBUF_PAIR_ARRAY", "FDLIST" -> BYTES;
      case "SOCKADDR" -> ADDRESS;
      case "SOCKTUPLE" -> TUPLE;
      case "DYNAMIC" -> DYNAMIC;
      case "UINT8", "UINT16", "UINT32", "UINT64" -> UNSIGNED;
      case "FLAGS8", "FLAGS16", "FLAGS32", "ENUMFLAGS8", "ENUMFLAGS16", "ENUMFLAGS32" -> UNSIGNED;
      case "MODE", "UID", "GID", "SIGTYPE", "SIGSET", "RELTIME", "ABSTIME", "SYSCALLID" -> UNSIGNED;
      default -> throw new IllegalArgumentException("no parameter type " + name);
    };
  }
}
