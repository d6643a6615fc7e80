package io.nightjar.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is observed and what the kernel is asked for must be the same. */
class WriteObserverTest {

  private static final String CONTAINER = "0123456789abcdef".repeat(4);
  private static final long O_WRONLY = 1;
  private static final long O_CREAT = 0x40;

  private WrittenDirectories writes = new WrittenDirectories();
  private WriteObserver observer = new WriteObserver(writes);
  private final EventEncoder encoder = new EventEncoder();
  private final ProcessInfo inContainer = process("/kubepods/pod1/" + CONTAINER);
  private final ProcessInfo onHost = process("/");

  @Test
  void everythingThatIsObservedIsAskedOfTheKernel() {
    for (EventType type : EventType.values()) {
      for (long flags : List.of(0L, O_WRONLY, O_CREAT)) {
        for (long result : List.of(3L, -13L)) {
          for (ProcessInfo process : List.of(inContainer, onHost)) {
            writes = new WrittenDirectories();
            observer = new WriteObserver(writes);
            EventView event = event(type, flags, result, process);
            observer.observe(event, process);
            boolean observed = !writes.of(CONTAINER).isEmpty();

            assertThat(WriteFilter.FILTER.sends(event, process == inContainer))
                .describedAs("%s flags %d result %d", type, flags, result)
                .isEqualTo(observed);
          }
        }
      }
    }
  }

  @Test
  void aFileThatIsOnlyReadIsNoWrite() {
    observer.observe(event(EventType.OPENAT, 0, 3, inContainer), inContainer);
    assertThat(writes.of(CONTAINER)).isEmpty();

    observer.observe(event(EventType.OPENAT, O_WRONLY, 3, inContainer), inContainer);
    assertThat(writes.of(CONTAINER)).containsExactly("/data");
  }

  @Test
  void aRenameWritesWhereItLeadsTo() {
    observer.observe(event(EventType.RENAME, 0, 0, inContainer), inContainer);

    assertThat(writes.of(CONTAINER)).containsExactly("/new");
  }

  private EventView event(EventType type, long flags, long result, ProcessInfo process) {
    encoder.begin(type, 1).process(process).result(result);
    if (type.args().contains(Arg.FLAGS)) {
      encoder.number(Arg.FLAGS, flags);
    }
    if (type.args().contains(Arg.PATH)) {
      encoder.text(Arg.PATH, "/data/file");
    }
    if (type.args().contains(Arg.NEW_PATH)) {
      encoder.text(Arg.OLD_PATH, "/old/file").text(Arg.NEW_PATH, "/new/file");
    }
    return encoder.view();
  }

  private static ProcessInfo process(String cgroup) {
    return ProcessInfo.builder(7, 1).container(ContainerIdentity.ofCgroupPath(cgroup)).build();
  }
}
