package io.nightjar.respond;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An action whose effect is a file named after the response; it recognises its own work. Every
 * execution leaves a second file, so that a test can count them.
 */
final class FileAction implements Action {

  private final Path effects;
  private final Path executions;

  FileAction(Path directory) {
    effects = directory.resolve("effects");
    executions = directory.resolve("executions");
    try {
      Files.createDirectories(effects);
      Files.createDirectories(executions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ActionDescriptor descriptor() {
    return new ActionDescriptor(
        "fake:isolate",
        "makes a file",
        PodTarget.class,
        Map.of(),
        true,
        false,
        true,
        List.of(),
        "D3-NI");
  }

  @Override
  public Outcome execute(ActionRequest request) {
    try {
      Files.createFile(executions.resolve(request.responseId() + "." + UUID.randomUUID()));
      Files.createFile(effects.resolve(request.responseId()));
    } catch (FileAlreadyExistsException ownWork) {
      return succeeded("made the file before");
    } catch (IOException e) {
      return new Outcome.Failed(Outcome.Failed.Kind.UNAVAILABLE, e.toString());
    }
    return succeeded("made the file");
  }

  private static Outcome succeeded(String change) {
    return new Outcome.Succeeded(List.of(change), JsonNodeFactory.instance.nullNode(), List.of());
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    try {
      Files.deleteIfExists(effects.resolve(request.responseId()));
      return new UndoOutcome.Undone(List.of("deleted the file"));
    } catch (IOException e) {
      return new UndoOutcome.Failed(Outcome.Failed.Kind.UNAVAILABLE, e.toString());
    }
  }
}
