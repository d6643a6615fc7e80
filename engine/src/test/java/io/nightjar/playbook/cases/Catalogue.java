package io.nightjar.playbook.cases;

import io.nightjar.playbook.CompiledPlaybooks.Playbook;
import io.nightjar.playbook.Decision;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The table of {@code playbooks/README.md}: what each does is what it decided in its cases. */
final class Catalogue {
  private Catalogue() {}

  static String of(Library library) {
    StringBuilder table = new StringBuilder();
    table.append("| playbook | against | by itself | asks for | tells | ATT&CK |\n");
    table.append("|---|---|---|---|---|---|\n");
    library.playbooks().forEach(one -> table.append(row(one, library.decisionsOf(one.name()))));
    return table.toString();
  }

  private static String row(Playbook playbook, List<Decision> decisions) {
    TreeSet<String> alone = new TreeSet<>();
    TreeSet<String> asked = new TreeSet<>();
    TreeSet<String> told = new TreeSet<>();
    for (Decision decision : decisions) {
      if (decision instanceof Decision.Asked asks) {
        (asks.request().approval() == null ? alone : asked).add(word(asks.request().actionId()));
      } else if (decision instanceof Decision.Told tells) {
        told.add(tells.notice().group());
      }
    }
    Predicate<String> technique = reference -> reference.startsWith("T");
    return "| ["
        + playbook.name()
        + "]("
        + playbook.name()
        + "/playbook.drl) | "
        + playbook.manifest().title()
        + " | "
        + String.join(", ", alone)
        + " | "
        + String.join(", ", asked)
        + " | "
        + String.join(", ", told)
        + " | "
        + String.join(" ", playbook.manifest().references().stream().filter(technique).toList())
        + " |\n";
  }

  private static String word(String actionId) {
    return actionId.replaceFirst("^kubernetes:", "");
  }
}
