package io.nightjar.gate;

import io.nightjar.audit.AuditDraft;
import io.nightjar.crash.CrashPoint;
import io.nightjar.store.Database;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Stops every action at once. It is a file in the state directory, so that {@code touch} engages it
 * when nothing else answers any more; the configuration and an object of the cluster can hold it
 * engaged too.
 */
public final class KillSwitch {

  public static final String FILE = "killswitch";

  private static final int WORDS_AT_MOST = 500;

  private final Path file;
  private volatile boolean configured;
  private volatile @Nullable String inCluster;
  private final Database database;
  private final InstantSource clock;

  public KillSwitch(
      Path stateDirectory, boolean configured, Database database, InstantSource clock) {
    this.file = stateDirectory.resolve(FILE);
    this.configured = configured;
    this.database = database;
    this.clock = clock;
  }

  /** Takes what a reloaded configuration says. */
  public void configure(boolean engaged) {
    configured = engaged;
  }

  /**
   * Takes what the cluster says; a change is recorded once it is in force.
   *
   * @param where the object that says it
   * @param why why all acting is stopped, or null where it is not
   */
  public void cluster(String where, @Nullable String why) {
    boolean before = inCluster != null;
    inCluster = why == null ? null : "the kill switch is engaged by " + where + why;
    if (before != (why != null)) {
      String kind = why == null ? "killswitch.released" : "killswitch.engaged";
      database.record(
          AuditDraft.of(clock.instant(), kind, null, where).with("why", why == null ? "" : why));
    }
  }

  /** Why every action is denied, or null when none is. */
  public @Nullable String engaged() {
    if (configured) {
      return "the kill switch is engaged in the configuration";
    }
    String cluster = inCluster;
    if (cluster != null) {
      return cluster;
    }
    if (Files.notExists(file)) {
      return null;
    }
    try {
      String words = Files.readString(file).strip();
      String shown = words.substring(0, Math.min(words.length(), WORDS_AT_MOST));
      return "the kill switch is engaged" + (shown.isEmpty() ? "" : ": " + shown);
    } catch (IOException unreadable) {
      return "the kill switch is engaged (" + file + " cannot be read)";
    }
  }

  /** Engages it; takes effect even if it then cannot be recorded. */
  public void engage(String actor, String why) {
    try {
      Files.writeString(file, "by " + actor + " at " + clock.instant() + ": " + why + "\n");
    } catch (IOException e) {
      throw new StoreException("cannot write " + file + "; create that file by hand", e);
    }
    CrashPoint.KILL_SWITCH_BEFORE_RECORD.reached();
    database.record(
        AuditDraft.of(clock.instant(), "killswitch.engaged", null, actor).with("why", why));
  }

  /** Releases it, once that is recorded. Says whether actions are possible again. */
  public boolean release(String actor, String why) {
    database.record(
        AuditDraft.of(clock.instant(), "killswitch.released", null, actor).with("why", why));
    CrashPoint.KILL_SWITCH_BEFORE_RELEASE.reached();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StoreException("cannot delete " + file + "; delete that file by hand", e);
    }
    return engaged() == null;
  }
}
