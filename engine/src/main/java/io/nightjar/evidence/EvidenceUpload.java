package io.nightjar.evidence;

import io.nightjar.actions.Artefact;
import io.nightjar.evidence.s3.Bucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what is kept in the folder to a bucket, one response after the other, on a thread that
 * nothing waits for. The folder stays the first place: what the bucket does not take waits there,
 * and is not deleted before it has taken it.
 */
public final class EvidenceUpload implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EvidenceUpload.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
  private static final int FAILURES = 3;

  private final EvidenceFolder folder;
  private final Bucket bucket;
  private final InstantSource clock;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("evidence-upload").daemon(true).factory());
  private final Set<String> failed = new HashSet<>();
  private Instant notBefore = Instant.MIN;
  private Duration pause = EVERY;

  EvidenceUpload(EvidenceFolder folder, Bucket bucket, InstantSource clock) {
    this.folder = folder;
    this.bucket = bucket;
    this.clock = clock;
  }

  /** Begins its rounds. */
  public static EvidenceUpload start(EvidenceFolder folder, Bucket bucket, InstantSource clock) {
    EvidenceUpload upload = new EvidenceUpload(folder, bucket, clock);
    var unused =
        upload.rounds.scheduleWithFixedDelay(
            upload::safely, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return upload;
  }

  private void safely() {
    try {
      round();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("evidence could not be copied to {}: {}", bucket.describe(), e.toString());
    }
  }

  /**
   * Copies what waits, what failed before last. When the bucket takes nothing it is left alone,
   * each time for longer.
   */
  void round() throws InterruptedException {
    if (clock.instant().isBefore(notBefore)) {
      return;
    }
    List<Manifest> waiting =
        folder.all().stream()
            .filter(manifest -> !folder.isUploaded(manifest.responseId()))
            .sorted(Comparator.comparing(manifest -> failed.contains(manifest.responseId())))
            .toList();
    int taken = 0;
    int refused = 0;
    for (Manifest manifest : waiting) {
      if (tryOne(manifest)) {
        taken++;
      } else if (++refused == FAILURES) {
        break;
      }
    }
    if (taken > 0) {
      pause = EVERY;
    } else if (refused > 0) {
      notBefore = clock.instant().plus(pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
  }

  private boolean tryOne(Manifest manifest) throws InterruptedException {
    try {
      copy(manifest);
      folder.uploaded(manifest.responseId());
      failed.remove(manifest.responseId());
      return true;
    } catch (IOException e) {
      failed.add(manifest.responseId());
      LOG.warn(
          "evidence of {} waits for {}: {}",
          manifest.responseId(),
          bucket.describe(),
          e.toString());
      return false;
    }
  }

  /** The manifest last: it says that all is there. */
  private void copy(Manifest manifest) throws IOException, InterruptedException {
    Path at = folder.of(manifest.responseId());
    for (Artefact artefact : manifest.artefacts()) {
      // under the hash that the log has: what was changed on the disk since is refused over there
      bucket.put(
          key(manifest.responseId(), artefact.name()),
          at.resolve(artefact.name()),
          artefact.sha256());
    }
    bucket.put(
        key(manifest.responseId(), EvidenceFolder.MANIFEST),
        Files.readAllBytes(at.resolve(EvidenceFolder.MANIFEST)));
  }

  /** Where a file of a response is in the bucket. */
  public static String key(String responseId, String name) {
    return responseId + "/" + name;
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
