package io.nightjar.evidence;

import io.nightjar.driver.network.PacketCapture;
import java.io.IOException;
import java.time.Duration;

/**
 * The packets of the container's network for a while, as a pcap file.
 *
 * @param wanted for how long
 */
record Packets(Duration wanted) implements Collector {
  static final Duration USUALLY = Duration.ofSeconds(10);

  /** Leaves the other kinds a moment, and itself one to close the file. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  @Override
  public void collect(Scene scene, Sink sink) throws IOException {
    Duration possible = scene.left().minus(MARGIN);
    Duration time = possible.compareTo(wanted) < 0 ? possible : wanted;
    if (time.isNegative() || time.isZero()) {
      throw new IOException("there was no time left for it");
    }
    if (time.compareTo(wanted) < 0) {
      sink.cut("recorded for " + time.toSeconds() + " s only: the time was over");
    }
    PacketCapture.Report report =
        PacketCapture.record(scene.first(), time, sink.room(), sink.out(), scene.clock());
    if (report.full()) {
      sink.cut("the room was full after " + report.packets() + " packets");
    }
  }
}
