package io.nightjar.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where evidence is kept, and how much of it. */
public record EvidenceConfig(
    @Setting("Folder of the evidence; `evidence` in the state folder where it is not named.")
        @Nullable Path directory,
    @Setting("So many bytes of one response; what is beyond is cut short, and told so.")
        int maxBytes,
    @Setting("So many seconds for one response; what is not collected by then is told.")
        int maxSeconds,
    @Setting("Evidence is deleted when it was kept for so long.") Duration keep,
    @Setting("A bucket to which all evidence is copied; the folder stays the first place.")
        @Nullable S3Config s3) {

  public EvidenceConfig {
    InvalidSettings.check()
        .that(maxBytes >= 1 << 16, "maxBytes", "must be at least 65536")
        .that(maxSeconds >= 1 && maxSeconds <= 600, "maxSeconds", "is between 1 and 600")
        .that(keep.compareTo(Duration.ofHours(1)) >= 0, "keep", "must be at least 1h")
        .done();
  }

  static EvidenceConfig defaults() {
    return new EvidenceConfig(null, 256 << 20, 60, Duration.ofDays(90), null);
  }

  /** The folder that counts. */
  public Path directory(Path state) {
    return directory == null ? state.resolve("evidence") : directory;
  }
}
