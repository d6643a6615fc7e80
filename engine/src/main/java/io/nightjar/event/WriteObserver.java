package io.nightjar.event;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;

/** Finds in events what a container wrote. */
final class WriteObserver {

  private final WrittenDirectories writes;

  WriteObserver(WrittenDirectories writes) {
    this.writes = writes;
  }

  void observe(EventView event, ProcessInfo process) {
    if (event.result() < 0 || process.containerId().isEmpty()) {
      return;
    }
    EventType type = event.type();
    if (WriteFilter.OPENS.contains(type)) {
      if ((event.number(Arg.FLAGS) & WriteFilter.WRITING) != 0) {
        writes.observe(process.containerId(), event.absolutePath(Arg.PATH));
      }
    } else if (WriteFilter.AT_PATH.contains(type)) {
      writes.observe(process.containerId(), event.absolutePath(Arg.PATH));
    } else if (WriteFilter.AT_NEW_PATH.contains(type)) {
      writes.observe(process.containerId(), event.absolutePath(Arg.NEW_PATH));
    }
  }
}
