package io.nightjar.driver.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.driver.Arg;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.EventType;
import io.nightjar.driver.KernelEventSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadGeneratorIT {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private LoadGenerator generator;

  @BeforeEach
  void unpack() throws IOException {
    LoadGenerator unpacked = null;
    String reason = "";
    try {
      unpacked = LoadGenerator.unpack(Files.createDirectory(folder.resolve("programs")));
    } catch (DriverUnavailable e) {
      reason = String.valueOf(e.getMessage());
    }
    assumeTrue(unpacked != null, reason);
    if (unpacked != null) {
      generator = unpacked;
    }
  }

  private Load load(Load.Kind kind) throws IOException {
    return switch (kind) {
      case OPEN -> Load.of(kind, Files.writeString(folder.resolve("file"), "").toString());
      case EXEC -> Load.of(kind, generator.tiny().toString());
      case CONNECT -> Load.of(kind, "0");
      case GETPPID -> Load.of(kind, "");
      // nobody kills it, and its end is not what is tested here
      case DENIED -> Load.of(kind, generator.tiny().toString());
    };
  }

  @ParameterizedTest
  @EnumSource
  void makesAsManyRoundsAsItIsTold(Load.Kind kind) throws Exception {
    LoadResult result = generator.run(load(kind).rounds(30).processes(2));
    assertThat(result.workers()).hasSize(2).allMatch(worker -> worker.rounds() == 30);
    assertThat(result.failures()).isZero();
    assertThat(result.cpuNanosPerRound()).isPositive();
    assertThat(result.wallNanosPerRound()).isPositive();
  }

  @Test
  void keepsToARate() throws Exception {
    Load load = load(Load.Kind.OPEN).perSecond(500).lasting(Duration.ofMillis(400));
    // a loaded machine makes fewer
    assertThat(generator.run(load).rounds()).isBetween(1L, 220L);
  }

  @Test
  void tellsWhatAProgramDidThatNobodyKilled() throws Exception {
    LoadResult result =
        generator.run(Load.of(Load.Kind.DENIED, generator.writesFirst().toString()).rounds(1));
    assertThat(result.wrote()).isEqualTo(1);
    assertThat(result.killed()).isZero();
    assertThat(result.failures()).isEqualTo(1);
  }

  @Test
  void endsSoonWhereItsTargetIsMissing() throws Exception {
    LoadResult result =
        generator.run(Load.of(Load.Kind.OPEN, folder + "/none").lasting(Duration.ofSeconds(30)));
    assertThat(result.failures()).isEqualTo(10);
  }

  @Test
  void saysWhatItDoesNotUnderstand() {
    Load load = Load.of(Load.Kind.OPEN, "/").processes(0);
    assertThatThrownBy(() -> generator.run(load))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("usage: nightjar-load");
  }

  @Test
  void everyPieceOfBaitIsSeenUnderALowLoad() throws Exception {
    Path bait = Files.createDirectory(folder.resolve("bait"));
    BaitLedger ledger = new BaitLedger();
    try (KernelEventSource source = open()) {
      source.configure(EnumSet.of(EventType.OPENAT));
      Load load = load(Load.Kind.OPEN).bait(bait, 10).perSecond(2_000).rounds(300).processes(2);
      LoadResult result = generator.run(load);
      assertThat(result.bait()).isEqualTo(60);
      AtomicBoolean ended = new AtomicBoolean();
      // this process's own calls are not told, so the end is told by a load as well
      Path end = Files.createDirectory(folder.resolve("end"));
      generator.run(load(Load.Kind.OPEN).bait(end, 1).rounds(1));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInSameThread()
          .until(
              () -> {
                source.poll(
                    event -> {
                      Path path = Path.of(event.absolutePath(Arg.PATH));
                      if (path.startsWith(bait)) {
                        ledger.see(path.getFileName().toString());
                      }
                      ended.compareAndSet(false, path.startsWith(end));
                    },
                    20);
                return ended.get();
              });
      assertThat(ledger.state().missing(result)).isZero();
      assertThat(ledger.state().gaps(result)).isZero();
      assertThat(ledger.state().disordered()).isZero();
      assertThat(ledger.state().strange()).isZero();
    }
  }

  private static KernelEventSource open() {
    KernelEventSource source = null;
    String reason = "";
    try {
      source = KernelEventSource.open();
    } catch (DriverUnavailable e) {
      reason = String.valueOf(e.getMessage());
    }
    assumeTrue(source != null, "no driver: " + reason);
    if (source == null) {
      throw new AssertionError("unreachable");
    }
    return source;
  }
}
