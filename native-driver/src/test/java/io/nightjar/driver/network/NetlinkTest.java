package io.nightjar.driver.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetlinkTest {

  @Test
  void whatIsBuiltIsReadAgain() {
    byte[] message =
        new NetlinkMessage(CutTable.NEW_CHAIN, NetlinkMessage.REQUEST, 7)
            .netfilter(1, 0)
            .text(1, "nightjar")
            .begin(4)
            .number(1, 3)
            .number(2, -500)
            .end()
            .build();

    NetlinkReply reply = NetlinkReply.read(message, message.length).getFirst();

    assertThat(reply.type()).isEqualTo(CutTable.NEW_CHAIN);
    assertThat(reply.sequence()).isEqualTo(7);
    var attributes = reply.attributes(4);
    assertThat(NetlinkReply.text(requireNonNull(attributes.get(1)))).isEqualTo("nightjar");
    var hook = NetlinkReply.attributes(requireNonNull(attributes.get(4)));
    assertThat(NetlinkReply.number(requireNonNull(hook.get(2)))).isEqualTo(-500);
  }

  @Test
  void damagedMessagesEndTheReading() {
    byte[] message =
        new NetlinkMessage(CutTable.NEW_CHAIN, NetlinkMessage.REQUEST, 7)
            .netfilter(1, 0)
            .text(1, "nightjar")
            .build();

    for (int length = 0; length <= message.length; length++) {
      for (int at = 0; at < length; at++) {
        byte[] damaged = Arrays.copyOf(message, length);
        damaged[at] ^= (byte) 0xff;
        for (NetlinkReply reply : NetlinkReply.read(damaged, length)) {
          reply.attributes(4).values().forEach(NetlinkReply::text);
          assertThatCode(reply::errno).doesNotThrowAnyException();
        }
      }
    }
    assertThat(NetlinkReply.read(message, message.length - 1)).isEmpty();
  }

  @Test
  void readsWhatKindOfErrorTheKernelTells() {
    byte[] error =
        new NetlinkMessage(NetlinkReply.ERROR, 0, 9).raw(new byte[] {-17, -1, -1, -1}).build();

    assertThat(NetlinkReply.read(error, error.length).getFirst().errno()).isEqualTo(17);
  }

  @Test
  void commentsAreAsNftWritesThem() {
    byte[] comment = CutTable.comment("r-1: allow 10.0.0.0/8");

    assertThat(comment[0]).isZero();
    assertThat((int) comment[1]).isEqualTo(comment.length - 2);
    assertThat(CutTable.comment(comment)).isEqualTo("r-1: allow 10.0.0.0/8");
    assertThat(CutTable.comment(new byte[] {0, 100, 'x'})).isEmpty();
    assertThat(CutTable.comment("x".repeat(300)).length).isLessThanOrEqualTo(130);
  }

  @Test
  void rangesOfAddressesAreNeverLookedUp() {
    assertThat(AddressRange.parse("10.1.2.3/8").orElseThrow()).hasToString("10.0.0.0/8");
    assertThat(AddressRange.parse("10.1.2.3").orElseThrow().bits()).isEqualTo(32);
    assertThat(AddressRange.parse("fd00::1/7").orElseThrow().toString())
        .isEqualTo("fc00:0:0:0:0:0:0:0/7");
    assertThat(AddressRange.parse("0.0.0.0/0").orElseThrow().mask()).containsOnly(0);
    for (String wrong :
        List.of(
            "",
            "localhost",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0/8",
            "::/129",
            "1.2.3.4/x",
            "10.0.0.0/8/8",
            "300.1.1.1",
            "1.2.3.4 ",
            "abc")) {
      assertThat(AddressRange.parse(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void aRangeContainsItsAddressesOnly() {
    AddressRange range = AddressRange.parse("10.1.0.0/20").orElseThrow();

    assertThat(range.contains(new byte[] {10, 1, 15, (byte) 255})).isTrue();
    assertThat(range.contains(new byte[] {10, 1, 16, 0})).isFalse();
    assertThat(range.contains(new byte[16])).isFalse();
  }
}
