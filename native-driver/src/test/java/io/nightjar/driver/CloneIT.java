package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CloneIT extends HookIT {
  private static final int SIGCHLD = 17;
  private static final int CLONE_VM = 0x100;
  private static final int CLONE_FS = 0x200;
  private static final int CLONE_SIGHAND = 0x800;
  private static final int CLONE_VFORK = 0x4000;
  private static final int CLONE_NEWUTS = 0x4000000;
  private static final int EINVAL = -22;
  private static final int EAGAIN = -11;

  @Test
  void tellsCloneWithFlagsAndSignalApart() {
    KernelRecorder.Run run = call("clone", CLONE_FS | CLONE_NEWUTS | SIGCHLD);
    EventView event = run.only(EventType.CLONE);

    assertThat(event.result()).isPositive();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(CLONE_FS | CLONE_NEWUTS);
    assertThat(event.number(Arg.SIGNAL)).isEqualTo(SIGCHLD);
    assertThat(event.namespaceTid()).isEqualTo(run.pid());
    toldOnTheSideOfTheMakerAlone(run, event);
  }

  private static void toldOnTheSideOfTheMakerAlone(KernelRecorder.Run run, EventView event) {
    assertThat(run.all())
        .anyMatch(e -> e.type() == EventType.PROCESS_FORK && e.tgid() == event.result());
    assertThat(run.all()).noneMatch(e -> e.type() == event.type() && e.tgid() == event.result());
  }

  @Test
  void tellsARefusedClone() {
    EventView event = call("clone", CLONE_SIGHAND | SIGCHLD).only(EventType.CLONE);

    assertThat(event.result()).isEqualTo(EINVAL);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(CLONE_SIGHAND);
    assertThat(event.number(Arg.SIGNAL)).isEqualTo(SIGCHLD);
  }

  @Test
  void tellsClone3() {
    KernelRecorder.Run run = call("clone3", CLONE_FS, SIGCHLD);
    EventView event = run.only(EventType.CLONE3);

    assertThat(event.result()).isPositive();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(CLONE_FS);
    assertThat(event.number(Arg.SIGNAL)).isEqualTo(SIGCHLD);
    toldOnTheSideOfTheMakerAlone(run, event);
  }

  @Test
  void tellsARefusedClone3WithAllOfItsFlags() {
    long future = 1L << 60;
    EventView event = call("clone3", future | CLONE_FS, 0).only(EventType.CLONE3);

    assertThat(event.result()).isEqualTo(EINVAL);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(future | CLONE_FS);
    assertThat(event.number(Arg.SIGNAL)).isZero();
  }

  @Test
  void tellsFork() {
    KernelRecorder.Run run = call("fork");
    EventView event = run.only(EventType.FORK);

    assertThat(event.result()).isPositive();
    assertThat(event.number(Arg.FLAGS)).isZero();
    assertThat(event.number(Arg.SIGNAL)).isEqualTo(SIGCHLD);
    toldOnTheSideOfTheMakerAlone(run, event);
  }

  @Test
  void tellsARefusedFork() {
    EventView event = call("fork-refused").only(EventType.FORK);

    assertThat(event.result()).isEqualTo(EAGAIN);
    assertThat(event.uid()).isEqualTo(65533);
  }

  @Test
  void tellsVforkAsTheSharingThatItIs() {
    KernelRecorder.Run run = call("vfork");
    EventView event = run.only(EventType.VFORK);

    assertThat(event.result()).isPositive();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(CLONE_VM | CLONE_VFORK);
    assertThat(event.number(Arg.SIGNAL)).isEqualTo(SIGCHLD);
    toldOnTheSideOfTheMakerAlone(run, event);
  }
}
