package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventEncoderTest {
  private final EventEncoder encoder = new EventEncoder();

  @Test
  void aViewReadsBackWhatWasEncoded() {
    EventView event =
        encoder
            .begin(EventType.OPENAT, 1_700_000_000_123_456_789L)
            .process(4242, 777, 0xffff_fffeL, 100)
            .thread(4243)
            .cgroup(99)
            .namespaces(4026531832L, 4026531836L)
            .result(-2)
            .text(Arg.PATH, "/etc/pässwd")
            .text(Arg.DIRECTORY, "")
            .number(Arg.FLAGS, 0x8000_0000_0000_0001L)
            .view();

    assertThat(event.type()).isEqualTo(EventType.OPENAT);
    assertThat(event.timestampNanos()).isEqualTo(1_700_000_000_123_456_789L);
    assertThat(event.tgid()).isEqualTo(4242);
    assertThat(event.tid()).isEqualTo(4243);
    assertThat(event.startTimeTicks()).isEqualTo(777);
    assertThat(event.uid()).isEqualTo(0xffff_fffeL);
    assertThat(event.gid()).isEqualTo(100);
    assertThat(event.cgroupId()).isEqualTo(99);
    assertThat(event.mountNamespace()).isEqualTo(4026531832L);
    assertThat(event.pidNamespace()).isEqualTo(4026531836L);
    assertThat(event.result()).isEqualTo(-2);
    assertThat(event.text(Arg.PATH)).isEqualTo("/etc/pässwd");
    assertThat(event.has(Arg.DIRECTORY)).isTrue();
    assertThat(event.text(Arg.DIRECTORY)).isEmpty();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(0x8000_0000_0000_0001L);
    assertThat(event.has(Arg.MODE)).isFalse();
    assertThat(event.number(Arg.MODE)).isZero();
    assertThat(event.has(Arg.FAMILY)).isFalse();
    assertThat(event.size() % 8).isZero();
  }

  @Test
  void listsKeepEmptyElements() {
    EventView event =
        encoder.begin(EventType.EXECVE, 0).list(Arg.ARGS, List.of("sh", "", "-c", "")).view();

    assertThat(event.list(Arg.ARGS)).containsExactly("sh", "", "-c", "");
    assertThat(encoder.begin(EventType.EXECVE, 0).view().list(Arg.ARGS)).isEmpty();
  }

  @Test
  void addressesKeepTheirFamily() throws Exception {
    EventView event =
        encoder
            .begin(EventType.CONNECT, 0)
            .address(Arg.REMOTE_ADDRESS, InetAddress.getByAddress(new byte[] {10, 0, 0, 1}))
            .view();

    assertThat(event.address(Arg.REMOTE_ADDRESS)).isEqualTo("10.0.0.1");
    assertThat(event.textLength(Arg.REMOTE_ADDRESS)).isEqualTo(4);
    assertThat(event.address(Arg.LOCAL_ADDRESS)).isEmpty();
  }

  @Test
  void aRecordOfAnotherSchemaOrWithWrongLengthsIsNoEvent() {
    byte[] good = encoder.begin(EventType.UNLINK, 5).text(Arg.PATH, "/x").record();
    assertThat(wraps(good, good.length)).isTrue();

    byte[] version = good.clone();
    version[EventLayout.VERSION]++;
    assertThat(wraps(version, good.length)).isFalse();
    byte[] type = good.clone();
    type[EventLayout.TYPE] = 63;
    assertThat(wraps(type, good.length)).isFalse();
    byte[] slots = good.clone();
    slots[EventLayout.SLOT_COUNT]++;
    assertThat(wraps(slots, good.length)).isFalse();
    assertThat(wraps(good, good.length - 8)).isFalse();
    assertThat(wraps(good, 8)).isFalse();
  }

  @Test
  void aTextThatPointsOutsideItsRecordIsEmpty() {
    byte[] record = encoder.begin(EventType.UNLINK, 5).text(Arg.PATH, "/x").record();
    ByteBuffer buffer = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    int slot = EventLayout.SLOTS + EventType.UNLINK.slot(Arg.PATH) * Long.BYTES;
    EventView view = new EventView();
    assertThat(view.wrap(buffer, 0, record.length, 0)).isTrue();

    buffer.putLong(slot, 1_000_000L << 32 | 80);
    assertThat(view.text(Arg.PATH)).isEmpty();
    buffer.putLong(slot, 2L << 32 | 1_000_000L);
    assertThat(view.text(Arg.PATH)).isEmpty();
  }

  @Test
  void anArgumentThatTheTypeDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> encoder.begin(EventType.UNLINK, 0).number(Arg.FAMILY, 2))
        .hasMessage("UNLINK has no NUMBER FAMILY");
    assertThatThrownBy(() -> encoder.begin(EventType.UNLINK, 0).number(Arg.PATH, 2))
        .hasMessage("UNLINK has no NUMBER PATH");
  }

  @Test
  void aCopyOutlivesTheNextRecord() {
    EventView copy = encoder.begin(EventType.UNLINK, 5).text(Arg.PATH, "/first").view().copy();
    encoder.begin(EventType.UNLINK, 6).text(Arg.PATH, "/other").view();

    assertThat(copy.text(Arg.PATH)).isEqualTo("/first");
    assertThat(copy.timestampNanos()).isEqualTo(5);
  }

  private static boolean wraps(byte[] record, int available) {
    ByteBuffer buffer = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    return new EventView().wrap(buffer, 0, available, 0);
  }
}
