package io.nightjar.gate;

import io.nightjar.audit.AuditDraft;
import io.nightjar.crash.CrashPoint;
import io.nightjar.store.Database;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** What the store says; null where no other engine can read it. */
  private volatile @Nullable Boolean sharedAs;

  /** How many engage or release it now, whose file and record are not yet alike. */
  private final AtomicInteger changing = new AtomicInteger();

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

  /**
   * Where engines share the store: takes over what the engine before has left, and from now on
   * leaves it to the next. An engaged one stays engaged; a file of an earlier leadership of this
   * engine, that was released meanwhile, is no order any more.
   */
  public void share() {
    SharedKillSwitch stored = SharedKillSwitch.read(database);
    try {
      if (stored.engaged() && Files.notExists(file)) {
        Files.writeString(file, stored.words());
      } else if (!stored.engaged()
          && !stored.words().isBlank()
          && Files.exists(file)
          && words().equals(stored.words())) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new StoreException(file + " cannot be brought to what the store says", e);
    }
    sharedAs = stored.engaged();
    noticeFile();
  }

  /** Records what somebody did to the file by hand, where engines share the store. */
  public synchronized void noticeFile() {
    Boolean known = sharedAs;
    boolean there = Files.exists(file);
    if (known == null || known == there || changing.get() > 0) {
      return;
    }
    String words = there ? words() : null;
    database.write(
        transaction -> {
          SharedKillSwitch.write(transaction, there, words);
          return transaction.record(
              AuditDraft.of(
                      clock.instant(),
                      there ? "killswitch.engaged" : "killswitch.released",
                      null,
                      "file")
                  .with("why", there ? "somebody made the file" : "somebody removed the file"));
        });
    sharedAs = there;
  }

  private String words() {
    try {
      String all = Files.readString(file);
      return all.substring(0, Math.min(all.length(), WORDS_AT_MOST));
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** The store takes it with the leaf that tells of it. */
  private synchronized void record(boolean engaged, AuditDraft draft) {
    boolean shared = sharedAs != null;
    String words = engaged && shared ? words() : null;
    database.write(
        transaction -> {
          if (shared) {
            SharedKillSwitch.write(transaction, engaged, words);
          }
          return transaction.record(draft);
        });
    if (shared) {
      sharedAs = engaged;
    }
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
    changing.incrementAndGet();
    try {
      engaged(actor, why);
    } finally {
      changing.decrementAndGet();
    }
  }

  private void engaged(String actor, String why) {
    try {
      Files.writeString(file, "by " + actor + " at " + clock.instant() + ": " + why + "\n");
    } catch (IOException e) {
      throw new StoreException("cannot write " + file + "; create that file by hand", e);
    }
    CrashPoint.KILL_SWITCH_BEFORE_RECORD.reached();
    record(
        true, AuditDraft.of(clock.instant(), "killswitch.engaged", null, actor).with("why", why));
  }

  /** Releases it, once that is recorded. Says whether actions are possible again. */
  public boolean release(String actor, String why) {
    changing.incrementAndGet();
    try {
      return released(actor, why);
    } finally {
      changing.decrementAndGet();
    }
  }

  private boolean released(String actor, String why) {
    record(
        false, AuditDraft.of(clock.instant(), "killswitch.released", null, actor).with("why", why));
    CrashPoint.KILL_SWITCH_BEFORE_RELEASE.reached();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StoreException("cannot delete " + file + "; delete that file by hand", e);
    }
    return engaged() == null;
  }
}
