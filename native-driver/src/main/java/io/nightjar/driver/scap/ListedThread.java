package io.nightjar.driver.scap;

import io.nightjar.driver.ExeFlag;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread of the list that a capture starts with, filled in field by field as the list is read.
 * Texts are hostile; what a version of the list does not say is empty, 0, or -1 where that means
 * "none".
 */
final class ListedThread {
  long tid;
  long pid;

  /** Process id. */
  long parent;

  long session = -1;
  long namespaceGroup = -1;
  long group = -1;
  long namespacePid = -1;
  String name = "";
  String exe = "";
  String trustedPath = "";

  /** Without the first one, which is {@link #exe}. */
  List<String> otherArgs = List.of();

  String cwd = "";
  List<String> environment = List.of();

  /** Start of the first process of its pid namespace, since the epoch. */
  long namespaceStart;

  long uid;
  long gid;
  List<String> cgroups = List.of();
  int tty;
  long loginUid = -1;
  boolean writable;
  boolean upperLayer;
  boolean lowerLayer;
  boolean memfd;
  long inheritable;
  long permitted;
  long effective;
  long inode;
  long changeTime;
  long modifyTime;

  /** Bytes that the texts take, about. */
  long bytes() {
    return Bounds.bytes(otherArgs)
        + Bounds.bytes(environment)
        + Bounds.bytes(cgroups)
        + name.length()
        + exe.length()
        + trustedPath.length()
        + cwd.length();
  }

  /** The whole vector. */
  List<String> args() {
    List<String> vector = new ArrayList<>();
    if (!exe.isEmpty()) {
      vector.add(exe);
    }
    vector.addAll(otherArgs);
    return vector;
  }

  String exePath() {
    return trustedPath.isEmpty() && exe.startsWith("/") ? exe : trustedPath;
  }

  long processGroup() {
    return Math.max(0, group >= 0 ? group : namespaceGroup);
  }

  /** Bits of {@link ExeFlag}. */
  long exeFlags() {
    return (writable ? ExeFlag.WRITABLE.bit() : 0)
        | (upperLayer ? ExeFlag.UPPER_LAYER.bit() : 0)
        | (lowerLayer ? ExeFlag.LOWER_LAYER.bit() : 0)
        | (memfd ? ExeFlag.MEMFD.bit() : 0);
  }
}
