package io.nightjar.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When leaves of the audit log move from the database into sealed files, and where to. */
public record AuditRetentionConfig(
    @Setting("Leaves of that age are sealed; absent means that all stay in the database.")
        @Nullable Duration sealAfter,
    @Setting(
            value =
                "Folder of the sealed segments; absent means `audit-segments` in the state folder.",
            reload = Reload.RESTART)
        @Nullable Path directory) {

  public AuditRetentionConfig {
    InvalidSettings.check()
        .that(
            sealAfter == null || sealAfter.compareTo(Duration.ofDays(1)) >= 0,
            "sealAfter",
            "must be at least 1d")
        .done();
  }

  static AuditRetentionConfig defaults() {
    return new AuditRetentionConfig(null, null);
  }
}
