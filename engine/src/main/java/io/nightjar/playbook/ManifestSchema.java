package io.nightjar.playbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.respond.Stage;
import io.nightjar.schema.RecordSchema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** The JSON schema of {@code playbook.yaml}, made of the record that it is read into. */
public final class ManifestSchema {
  private ManifestSchema() {}

  public static ObjectNode schema() {
    return new RecordSchema(new Reading()).of(ManifestReader.Raw.class, "A playbook of Nightjar");
  }

  /** As {@link ManifestReader} reads. */
  private static final class Reading implements RecordSchema.Style {

    @Override
    public String key(RecordComponent component) {
      return component.getName();
    }

    @Override
    public boolean isRequired(RecordComponent component) {
      return ManifestReader.REQUIRED.contains(component.getName());
    }

    @Override
    public String description(RecordComponent component) {
      return switch (component.getName()) {
        case "title" -> "One line for people.";
        case "why" -> "What it defends against, and why this response fits.";
        case "owner" -> "Who answers for it.";
        case "mayAsk" -> "The actions that it may ask for; asking for another is an error.";
        case "references" -> "Ids of MITRE ATT&CK and D3FEND, and https addresses.";
        case "stage" -> "How far it is trusted; enforce where it is not said.";
        default -> "";
      };
    }

    @Override
    public ObjectNode scalar(Class<?> type, RecordComponent component) {
      return switch (component.getName()) {
        case "mayAsk" -> RecordSchema.oneOf(actions());
        case "stage" -> RecordSchema.oneOf(Arrays.stream(Stage.values()).map(Stage::word).toList());
        default -> RecordSchema.typed("string");
      };
    }

    private static Set<String> actions() {
      Set<String> actions = new TreeSet<>();
      for (AskableAction action : AskableAction.values()) {
        actions.add(action.actionId());
      }
      return actions;
    }
  }
}
