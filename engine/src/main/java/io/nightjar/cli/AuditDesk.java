package io.nightjar.cli;

import io.nightjar.audit.SegmentFolder;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.store.AuditKeeping;
import io.nightjar.store.Database;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StateDirectory;
import io.nightjar.store.StoreAddress;
import io.nightjar.store.StoreException;
import java.nio.file.Path;

/** Changes the audit log: through the running Nightjar, or in its place while none runs. */
final class AuditDesk {

  private AuditDesk() {}

  /** Asks the running one. */
  interface Live<T> {
    T ask(ControlClient client) throws ControlFailure;
  }

  /** Does it here. */
  interface Alone<T> {
    T with(AuditKeeping keeping, Database database);
  }

  static <T> T change(Path state, SegmentFolder folder, Shell shell, Live<T> live, Alone<T> alone)
      throws ControlFailure {
    try (ControlClient client = ControlClient.open(state)) {
      return live.ask(client);
    } catch (ControlFailure.NotReachable e) {
      if (!ReadOnlyDatabase.exists(state)) {
        throw new StoreException("no Nightjar has run with the state folder " + state + " yet", e);
      }
      // the lock says whether one runs that only does not answer
      try (StateDirectory directory = StateDirectory.open(state);
          Database database = Database.open(directory, StoreAddress.read(state))) {
        return alone.with(new AuditKeeping(database, folder, shell.clock()), database);
      }
    }
  }
}
