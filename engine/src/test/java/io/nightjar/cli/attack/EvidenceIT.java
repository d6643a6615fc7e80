package io.nightjar.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource.Collected;
import io.nightjar.actions.EvidenceSource.Opener;
import io.nightjar.actions.EvidenceSource.Order;
import io.nightjar.driver.ContainerProcesses;
import io.nightjar.evidence.EvidenceCollector;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.EvidenceLimits;
import io.nightjar.evidence.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence of a real container with layers; here, because the attacks know how to make one. */
class EvidenceIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T03:00:00Z"));
  private static final List<String> ALL =
      List.of("processes", "open-files", "sockets", "environment", "maps", "changed-files", "logs");

  @TempDir Path folder;

  private final Victim victim = ContainerMachine.victim();
  private PodContainer container;
  private EvidenceFolder kept;

  @BeforeEach
  void start() throws Exception {
    HostTools tools = ContainerMachine.required();
    kept = new EvidenceFolder(folder.resolve("evidence"));
    container = PodContainer.start(tools, victim, false);
  }

  @AfterEach
  void stop() throws IOException {
    if (container != null) {
      container.close();
    }
  }

  @Test
  void keepsWhatCanBeSeenOfAContainer() throws Exception {
    shell("echo dropped > /opt/implant; rm /etc/hosts; echo $$ > /tmp/pid");
    var payload =
        container.startPayload(
            List.of("/bin/sh", "-c", "API_TOKEN=hunter2 TZ=UTC exec /bin/sleep 60 3< /etc/shadow"));
    Opener logs = most -> new ByteArrayInputStream("a log\n".getBytes(StandardCharsets.UTF_8));

    Collected collected = collector(1 << 24, 30).collect(order("r-all", ALL, Map.of("logs", logs)));

    assertThat(payload).isNotNull();
    assertThat(collected.problem()).isEmpty();
    assertThat(collected.artefacts()).extracting(Artefact::kind).containsAll(ALL);
    assertThat(collected.artefacts()).extracting(Artefact::truncated).containsOnly("");
    assertThat(text("r-all", "processes.jsonl"))
        .contains("\"/bin/sleep\",\"60\"", "\"programSha256\":\"", "\"ancestor\":true");
    assertThat(text("r-all", "open-files.jsonl")).contains("\"file\":\"/etc/shadow\"");
    assertThat(text("r-all", "environment.jsonl"))
        .contains("\"API_TOKEN\":\"(hidden, 7 characters)\"", "\"TZ\":\"UTC\"")
        .doesNotContain("hunter2");
    assertThat(text("r-all", "maps.txt")).contains("/bin/sleep", "[stack]");
    assertThat(text("r-all", "changed-files.jsonl"))
        .contains(
            "{\"path\":\"/opt/implant\",\"kind\":\"file\",\"size\":8",
            "{\"path\":\"/etc/hosts\",\"kind\":\"deleted or special\"");
    assertThat(text("r-all", "sockets.txt")).contains("== net:[", " tcp\n");
    assertThat(text("r-all", "logs.txt")).isEqualTo("a log\n");
    for (Artefact artefact : collected.artefacts()) {
      Path file = kept.of("r-all").resolve(artefact.name());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(artefact.sha256())
          .isEqualTo(io.nightjar.audit.Hash.sha256(Files.readAllBytes(file)).hex());
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.of("r-all"))))
        .isEqualTo("rwx------");
    assertThat(collector(1 << 24, 30).found("r-all").orElseThrow().artefacts())
        .isEqualTo(collected.artefacts());
  }

  @Test
  void noNameLeadsOutOfTheContainer() throws Exception {
    Files.writeString(folder.resolve("of-the-host"), "the host's own\n");
    shell(
        "ln -s /etc/shadow /tmp/link; ln -s "
            + folder.resolve("of-the-host")
            + " /tmp/out; ln -s /proc/1/root/etc/passwd /tmp/magic");

    Collected collected =
        collector(1 << 20, 20)
            .collect(
                order(
                    "r-1",
                    List.of(
                        "/tmp/link",
                        "/tmp/out",
                        "/../../../.." + folder.resolve("of-the-host"),
                        "/dev/pts",
                        "/tmp/magic"),
                    Map.of()));

    assertThat(collected.artefacts())
        .singleElement()
        .satisfies(one -> assertThat(one.what()).isEqualTo("/tmp/link"));
    assertThat(text("r-1", "file-001")).contains("*not-a-hash*");
    assertThat(collected.notes())
        .contains(
            "/tmp/out: not collected, there is no such file",
            "/dev/pts: not collected, it is no regular file")
        .hasSize(4);
  }

  @Test
  void aKindThatHangsCostsTheOthersNothing() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Opener hanging =
        most -> {
          try {
            never.await();
          } catch (InterruptedException left) {
            // it was left behind
          }
          throw new IOException("left behind");
        };

    Collected collected =
        collector(1 << 24, 2)
            .collect(order("r-1", List.of("logs", "processes"), Map.of("logs", hanging)));

    assertThat(collected.artefacts()).extracting(Artefact::kind).containsExactly("processes");
    assertThat(collected.notes()).containsExactly("logs: not collected, the time was over");
  }

  @Test
  void whatTheBoundCutsShortIsToldAndHashedAsItIs() throws Exception {
    Collected collected =
        collector(1_000, 20).collect(order("r-1", List.of("maps", "processes"), Map.of()));

    Artefact cut = collected.artefacts().getLast();
    assertThat(cut.truncated()).contains("bound of its size");
    assertThat(Files.size(kept.of("r-1").resolve(cut.name()))).isEqualTo(cut.bytes());
    assertThat(collected.artefacts().stream().mapToLong(Artefact::bytes).sum()).isEqualTo(1_000);
    assertThat(collected.notes()).anyMatch(note -> note.contains("cut short"));
  }

  @Test
  void recordsPacketsOfTheContainersNetwork() throws Exception {
    container.startPayload(
        List.of("/bin/sh", "-c", "while :; do echo x | nc -w 1 127.0.0.1 9; done"));

    Collected collected =
        collector(1 << 24, 20).collect(order("r-1", List.of("packets:2s"), Map.of()));

    assertThat(collected.artefacts()).as(collected.toString()).hasSize(1);
    byte[] file = Files.readAllBytes(kept.of("r-1").resolve("packets.pcap"));
    assertThat(file).startsWith(0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0);
    assertThat(file.length).isGreaterThan(24 + 16 + 16 + 40);
  }

  @Test
  void ofAContainerThatHasEndedOnlyWhatOthersHoldIsLeft() throws Exception {
    container.close();
    Opener logs = most -> new ByteArrayInputStream("last words\n".getBytes(StandardCharsets.UTF_8));

    assertThat(collector(1 << 20, 5).collect(order("r-1", List.of("processes"), Map.of())).gone())
        .isTrue();
    Collected collected =
        collector(1 << 20, 5)
            .collect(order("r-2", List.of("processes", "logs"), Map.of("logs", logs)));
    assertThat(collected.artefacts()).extracting(Artefact::kind).containsExactly("logs");
    assertThat(collected.notes())
        .containsExactly("processes: not collected, the container has ended");
  }

  @Test
  void evidenceOfAnotherNodeOrPodIsNotCollectedHere() {
    ContainerTarget elsewhere =
        new ContainerTarget(
            "node-2", victim.containerId(), victim.podUid(), "shop", "checkout-1", "checkout");
    assertThat(
            collector(1 << 20, 5)
                .collect(new Order("r-1", elsewhere, List.of("processes"), Map.of()))
                .problem())
        .contains("node-2");
    ContainerTarget another =
        new ContainerTarget("node-1", victim.containerId(), "another", "shop", "other", "other");
    assertThat(
            collector(1 << 20, 5)
                .collect(new Order("r-1", another, List.of("processes"), Map.of()))
                .problem())
        .contains("another pod");
  }

  @Test
  void isDeletedWhenItWasKeptForLongEnough() throws Exception {
    collector(1 << 20, 5).collect(order("r-1", List.of("processes"), Map.of()));
    assertThat(kept.all()).extracting(Manifest::responseId).containsExactly("r-1");

    new EvidenceCollector(
            "node-1",
            kept,
            new EvidenceLimits(1 << 20, Duration.ofSeconds(5), Duration.ofDays(1)),
            ContainerProcesses.ofThisMachine(),
            InstantSource.fixed(CLOCK.instant().plus(Duration.ofDays(2))))
        .expire();

    assertThat(kept.all()).isEmpty();
  }

  private EvidenceCollector collector(long bytes, int seconds) {
    return new EvidenceCollector(
        "node-1",
        kept,
        new EvidenceLimits(bytes, Duration.ofSeconds(seconds), Duration.ofDays(1)),
        ContainerProcesses.ofThisMachine(),
        CLOCK);
  }

  private Order order(String id, List<String> kinds, Map<String, Opener> others) {
    return new Order(
        id,
        new ContainerTarget(
            "node-1", victim.containerId(), victim.podUid(), "shop", "checkout-1", "checkout"),
        kinds,
        others);
  }

  private void shell(String line) throws Exception {
    assertThat(container.run(List.of("/bin/sh", "-c", line), LIMIT).exit()).isZero();
  }

  private String text(String id, String name) throws IOException {
    return Files.readString(kept.of(id).resolve(name));
  }
}
