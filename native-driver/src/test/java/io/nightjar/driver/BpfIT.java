package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

final class BpfIT extends HookIT {
  private static final int BPF_MAP_CREATE = 0;
  private static final int BPF_PROG_LOAD = 5;
  private static final int BPF_OBJ_GET = 7;
  private static final int BPF_PROG_TYPE_SOCKET_FILTER = 1;
  private static final int BPF_MAP_TYPE_ARRAY = 2;
  private static final int EINVAL = -22;

  @Test
  void tellsAProgramThatWasLoaded() {
    KernelRecorder.Run run = call("bpf-program", "it_program", 2);
    EventView event = run.only(EventType.BPF);

    assertThat(event.result()).isPositive();
    assertThat(event.number(Arg.REQUEST)).isEqualTo(BPF_PROG_LOAD);
    assertThat(event.number(Arg.OBJECT_TYPE)).isEqualTo(BPF_PROG_TYPE_SOCKET_FILTER);
    assertThat(event.number(Arg.SIZE)).isEqualTo(run.printed("SIZE"));
    assertThat(event.text(Arg.NAME)).isEqualTo("it_program");
    assertThat(event.has(Arg.PATH)).isFalse();
  }

  @Test
  void tellsAProgramThatWasRefusedAndCutsANameWithoutEnd() {
    EventView event = call("bpf-program", "sixteen_letters_", 1).only(EventType.BPF);

    assertThat(event.result()).isNegative();
    assertThat(event.number(Arg.REQUEST)).isEqualTo(BPF_PROG_LOAD);
    assertThat(event.number(Arg.OBJECT_TYPE)).isEqualTo(BPF_PROG_TYPE_SOCKET_FILTER);
    assertThat(event.text(Arg.NAME)).isEqualTo("sixteen_letters_");
  }

  @Test
  void tellsAMapAndARefusedOne() {
    EventView made = call("bpf-map", 1).only(EventType.BPF);
    assertThat(made.result()).isPositive();
    assertThat(made.number(Arg.REQUEST)).isEqualTo(BPF_MAP_CREATE);
    assertThat(made.number(Arg.OBJECT_TYPE)).isEqualTo(BPF_MAP_TYPE_ARRAY);
    assertThat(made.text(Arg.NAME)).isEqualTo("it_map");

    EventView refused = call("bpf-map", 0).only(EventType.BPF);
    assertThat(refused.result()).isEqualTo(EINVAL);
    assertThat(refused.number(Arg.OBJECT_TYPE)).isEqualTo(BPF_MAP_TYPE_ARRAY);
    assertThat(refused.text(Arg.NAME)).isEqualTo("it_map");
  }

  @Test
  void tellsThePathOfAPinnedObject() {
    EventView event = call("bpf-get", "/missing/pin").only(EventType.BPF);

    assumeTrue(event.result() != -1, "bpf is not allowed here");
    assertThat(event.result()).isEqualTo(ENOENT);
    assertThat(event.number(Arg.REQUEST)).isEqualTo(BPF_OBJ_GET);
    assertThat(event.text(Arg.PATH)).isEqualTo("/missing/pin");
    assertThat(event.has(Arg.NAME)).isFalse();
  }
}
