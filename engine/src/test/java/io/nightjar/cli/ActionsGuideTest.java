package io.nightjar.cli;

import io.nightjar.Golden;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.ClusterRole;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of the guide is what the descriptors say. */
class ActionsGuideTest {

  @Test
  void theGuideHasEveryActionAsItIs() {
    StringBuilder table = new StringBuilder();
    table.append("| action | does | target | undo | disruptive | evidence | needs |\n");
    table.append("|---|---|---|---|---|---|---|\n");
    ActionRegistry.standardDescriptors().forEach(action -> table.append(row(action)));
    Golden.checkBetween(
        "../docs/actions.md", "<!-- actions -->", "<!-- end of actions -->", table.toString());
  }

  private static String row(ActionDescriptor action) {
    String parameters =
        action.parameters().keySet().stream()
            .sorted()
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(" "));
    return "| `"
        + action.id()
        + "` | "
        + action.summary()
        + (parameters.isEmpty() ? "" : "; " + parameters)
        + (action.d3fend().isEmpty() ? "" : " (" + action.d3fend() + ")")
        + " | "
        + ActionsCommand.targetWord(action)
        + " | "
        + yes(action.reversible())
        + " | "
        + yes(action.disruptive())
        + " | "
        + (action.keepsEvidence() ? "stays" : "lost")
        + " | "
        + ClusterRole.merged(action.permissions()).stream()
            .map(ActionsGuideTest::words)
            .collect(Collectors.joining("; "))
        + " |\n";
  }

  private static String words(Permission permission) {
    String group = permission.apiGroup().isEmpty() ? "" : "." + permission.apiGroup();
    return String.join("/", permission.verbs()) + " " + permission.resource() + group;
  }

  private static String yes(boolean value) {
    return value ? "yes" : "no";
  }
}
