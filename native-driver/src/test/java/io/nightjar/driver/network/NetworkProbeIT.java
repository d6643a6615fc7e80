package io.nightjar.driver.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.driver.DriverProbe.Finding;
import io.nightjar.driver.DriverProbe.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class NetworkProbeIT {

  @Test
  void asRootEverythingIsTriedAndNothingStays() throws Exception {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "only root may make a network namespace");
    assertThat(NetworkProbe.probe())
        .hasSize(3)
        .extracting(Finding::status)
        .as(NetworkProbe.probe().toString())
        .containsOnly(Status.WORKS);
    try (NetlinkSocket here = NetlinkSocket.openHere(NetlinkSocket.NETFILTER)) {
      assertThat(ListedTable.read(here)).isNull();
    }
  }
}
