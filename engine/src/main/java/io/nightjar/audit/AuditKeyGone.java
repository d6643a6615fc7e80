package io.nightjar.audit;

import java.io.IOException;
import java.nio.file.Path;

/**
 * There is a log, but not the key that signs it; says what to do first, and what else would cost.
 */
public final class AuditKeyGone extends IOException {

  private static final long serialVersionUID = 1;

  AuditKeyGone(Path directory, long leaves) {
    super(
        """
        the key that signed the audit log is gone from %1$s: it holds no %2$s, and the log has %3$d leaves. \
        The log itself is not damaged.
          First: put %2$s back, from a backup (`nightjar store backup --with-key` keeps it), from the Secret \
        that store.keys names, or from the state folder of another engine; then start again.
          Only where no copy is left: keep the store and %1$s as evidence, and begin anew with an empty store \
        and state folder. That costs: a new log with another name and key, and whatever is still to come in the \
        old store does not come: approvals that wait, undos that are due, incidents that are open. Before that, \
        `nightjar responses list --state %1$s` shows what is in force and has to be undone by hand.
          docs/audit.md, "The key", has the steps.\
        """
            .formatted(directory, CheckpointSigner.PRIVATE_FILE, leaves));
  }
}
