package io.nightjar.event;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;

/** Finds in events what a container wrote. */
final class WriteObserver {

  // asm-generic/fcntl.h: the access mode's two bits, O_CREAT, O_TRUNC
  private static final long WRITING = 0x3 | 0x40 | 0x200;

  private final WrittenDirectories writes;

  WriteObserver(WrittenDirectories writes) {
    this.writes = writes;
  }

  void observe(EventView event, ProcessInfo process) {
    if (event.result() < 0 || process.containerId().isEmpty()) {
      return;
    }
    switch (event.type()) {
      case OPEN, OPENAT, OPENAT2 -> {
        if ((event.number(Arg.FLAGS) & WRITING) != 0) {
          writes.observe(process.containerId(), event.absolutePath(Arg.PATH));
        }
      }
      case CREAT, UNLINK, UNLINKAT, RMDIR, SYMLINK, SYMLINKAT ->
          writes.observe(process.containerId(), event.absolutePath(Arg.PATH));
      case RENAME, RENAMEAT, RENAMEAT2, LINK, LINKAT ->
          writes.observe(process.containerId(), event.absolutePath(Arg.NEW_PATH));
      default -> {
        // nothing else makes or changes a file by name
      }
    }
  }
}
