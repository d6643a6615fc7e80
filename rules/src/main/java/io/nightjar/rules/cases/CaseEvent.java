package io.nightjar.rules.cases;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import java.util.List;
import java.util.function.Consumer;

/**
 * The event of a case, which is encoded the way the kernel sends it.
 *
 * @param result what the call returned: a value from 0 on or a negative error number
 */
public record CaseEvent(EventType type, long result, List<Consumer<EventEncoder>> arguments) {
  /** When every event of a case happens, so that outputs and durations do not change. */
  public static final long TIME_NANOS = 1_767_225_600_000_000_000L;

  public CaseEvent {
    arguments = List.copyOf(arguments);
  }

  private static String cgroupPath(ProcessInfo process) {
    return process.container().isHost()
        ? "/"
        : "/kubepods/besteffort/pod" + process.podUid() + "/" + process.containerId();
  }

  /** The event as the evaluator gets it; valid until the encoder begins another. */
  public EventView encode(EventEncoder encoder, ProcessInfo process) {
    if (type == EventType.EXECVE && result == 0) {
      encoder.exec(process, cgroupPath(process), TIME_NANOS);
    } else {
      encoder.begin(type, TIME_NANOS).process(process).result(result);
    }
    if (type.args().contains(Arg.REAL_ID)) {
      encoder.number(Arg.EUID, process.euid()).number(Arg.EGID, process.egid());
    }
    for (Consumer<EventEncoder> argument : arguments) {
      argument.accept(encoder);
    }
    return encoder.view();
  }
}
