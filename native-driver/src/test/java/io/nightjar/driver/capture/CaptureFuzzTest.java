package io.nightjar.driver.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nightjar.driver.EventType;
import io.nightjar.driver.Recording;
import io.nightjar.driver.RecordingException;
import io.nightjar.driver.SampleEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a capture has, reading it ends, throws nothing but a refusal, and stays within its
 * bounds. The seeds run as ordinary tests; with JAZZER_FUZZ=1 Jazzer looks for more.
 */
final class CaptureFuzzTest {
  private static final int CRC_AT = 20;
  private static final Path FILE = temporary();

  private static Path temporary() {
    try {
      Path file = Files.createTempFile("capture-fuzz", ".njcap");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A small capture with everything in it, whole, cut, and with its blocks swapped. */
  static Stream<Arguments> files() throws IOException {
    Path file = Files.createTempDirectory("capture-seed").resolve("a.njcap");
    try (CaptureWriter writer = CaptureFixture.writer(file)) {
      writer.processes(List.of(CaptureFixture.process(5), CaptureFixture.process(6)));
      CaptureFixture.events(writer, 0, 10);
      writer.flush();
      writer.kernelLosses(Map.of(EventType.OPENAT, 3L));
      CaptureFixture.events(writer, 10, 20);
    }
    byte[] whole = Files.readAllBytes(file);
    Files.delete(file);
    return Stream.of(
        Arguments.of(whole),
        Arguments.of(Arrays.copyOf(whole, whole.length - 100)),
        Arguments.of(Arrays.copyOf(whole, 30)));
  }

  @MethodSource("files")
  @FuzzTest(maxDuration = "5m")
  void anyFileIsReadOrRefused(byte[] bytes) throws IOException {
    read(bytes);
  }

  /** Blocks, head and content. */
  static Stream<Arguments> blocks() throws IOException {
    byte[] raw = content();
    Deflater deflater = new Deflater(1, true);
    deflater.setInput(raw);
    deflater.finish();
    byte[] packed = new byte[raw.length + 64];
    int stored = deflater.deflate(packed);
    deflater.end();
    BlockHead deflated =
        new BlockHead(BlockHead.RECORDS, BlockHead.DEFLATE, true, stored, raw.length, 3, 7, 10, 20);
    BlockHead plain =
        new BlockHead(
            BlockHead.RECORDS, BlockHead.PLAIN, false, raw.length, raw.length, 3, 7, 10, 20);
    byte[] index = new CaptureIndex(List.of(new CaptureIndex.Entry(60, 1, 2, 3, true))).encode();
    BlockHead last =
        new BlockHead(
            BlockHead.INDEX, BlockHead.PLAIN, false, index.length, index.length, 0, 0, 0, 0);
    return Stream.of(
        Arguments.of(deflated.encode(packed).array()),
        Arguments.of(plain.encode(raw).array()),
        Arguments.of(last.encode(index).array()));
  }

  /**
   * The blocks' checksums and stored lengths are made right, so that what is behind them is met.
   */
  @MethodSource("blocks")
  @FuzzTest(maxDuration = "5m")
  void anyBlocksWithTrueChecksumsAreReadOrRefused(byte[] bytes) throws IOException {
    byte[] facts = CaptureFixture.facts().encode();
    ByteBuffer blocks = CaptureFormat.over(bytes);
    for (int at = 0; bytes.length - at >= BlockHead.BYTES; ) {
      int left = bytes.length - at - BlockHead.BYTES;
      int stored = Math.floorMod(blocks.getInt(at + 8), left + 1);
      blocks.putInt(at + 8, stored).putInt(at + CRC_AT, 0);
      CRC32C crc = new CRC32C();
      crc.update(bytes, at, BlockHead.BYTES + stored);
      blocks.putInt(at + CRC_AT, (int) crc.getValue());
      at += BlockHead.BYTES + stored;
    }
    read(join(facts, bytes));
  }

  static Stream<Arguments> contents() {
    return Stream.of(Arguments.of(content()), Arguments.of(new byte[24]));
  }

  @MethodSource("contents")
  @FuzzTest(maxDuration = "5m")
  void anyContentOfABlockIsReadOrRefused(byte[] bytes) throws IOException {
    BlockHead head =
        new BlockHead(
            BlockHead.RECORDS, BlockHead.PLAIN, true, bytes.length, bytes.length, 1, 7, 10, 20);
    read(join(CaptureFixture.facts().encode(), head.encode(bytes).array()));
  }

  /** An event and each kind of own record. */
  private static byte[] content() {
    ByteBuffer content = CaptureFormat.buffer(8192);
    OwnRecord.append(content, OwnRecord.PROCESS, ProcessRecord.fields(CaptureFixture.process(7)));
    OwnRecord.append(
        content,
        OwnRecord.LOSSES,
        LossRecord.of(LossRecord.Place.FILE, Map.of(EventType.OPENAT, 3L)).fields());
    content.put(SampleEvents.record(EventType.EXECVE));
    content.put(SampleEvents.record(EventType.CONNECT));
    byte[] bytes = new byte[content.position()];
    content.get(0, bytes);
    return bytes;
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static void read(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    readFrom(bytes.length, null);
    // the same once more by way of the index
    readFrom(bytes.length, Instant.ofEpochSecond(0, 15));
  }

  private static void readFrom(int length, @Nullable Instant from) throws IOException {
    try (CaptureSource source = CaptureSource.open(FILE)) {
      if (from != null) {
        source.skipTo(from);
      }
      int polls = 0;
      while (!source.ended()) {
        source.poll(
            event -> {
              var process = source.processes().apply(event);
              var unused = source.container(process.containerId());
              assertThat(event.size()).isLessThanOrEqualTo(CaptureFormat.MAX_RECORD_BYTES);
            },
            0);
        assertThat(polls++).isLessThanOrEqualTo(length);
      }
      Recording.Damage damage = source.damage();
      if (damage != null) {
        assertThat(damage.offset()).isBetween(0L, (long) length);
        assertThat(damage.reason()).isNotEmpty();
      }
      assertThat(source.losses()).isNotNegative();
      assertThat(source.firstTime()).isNotNull();
    } catch (RecordingException refused) {
      assertThat(refused.offset()).isBetween(0L, (long) Math.max(length, 24));
    }
  }
}
