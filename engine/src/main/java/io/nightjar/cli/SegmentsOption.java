package io.nightjar.cli;

import io.nightjar.audit.SegmentFolder;
import io.nightjar.config.ConfigErrors;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where segments of the audit log are looked for. */
final class SegmentsOption {

  @Option(
      names = "--segments",
      paramLabel = "DIR",
      description = {
        "Folder with the sealed segments; default: as the configuration says, or"
            + " audit-segments in the state folder."
      })
  @Nullable Path segments;

  SegmentFolder folder(StateOption state, Shell shell) throws ConfigErrors {
    if (segments != null) {
      return new SegmentFolder(segments);
    }
    // a state folder that is named is one from elsewhere: its segments lie in it
    Path configured =
        state.state != null && state.config == null
            ? null
            : state.configuration(shell.around()).retention().audit().directory();
    return SegmentFolder.of(configured, state.folder(shell.around()));
  }
}
