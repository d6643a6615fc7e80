package io.nightjar.playbook;

import io.nightjar.playbook.dialect.DialectCheck;
import io.nightjar.playbook.dialect.Known;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.origin.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files of one playbook, as its author wrote them. */
public record PlaybookText(String name, Path folder, Source drl, Source yaml, Manifest manifest) {

  /**
   * What the dialect refuses; names of rules are not looked up.
   *
   * @param calendars names of those that there are
   */
  public List<Problem> problems(Set<String> calendars) {
    Known known = new Known(calendars, Set.copyOf(manifest.mayAsk()), Optional.empty());
    return new DialectCheck(Prelude.vocabulary()).check(drl, known);
  }

  /** Of every playbook of a directory, by name; what is wrong is added. */
  public static List<PlaybookText> readAll(Path directory, List<Problem> problems) {
    List<PlaybookText> texts = new ArrayList<>();
    for (PlaybookFolder folder : PlaybookFolder.readAll(directory, Trust.EVERYTHING, problems)) {
      Path path = directory.resolve(folder.name());
      Path yaml = path.resolve("playbook.yaml");
      try {
        Source source = new Source(yaml.toString(), Files.readString(yaml));
        texts.add(new PlaybookText(folder.name(), path, folder.drl(), source, folder.manifest()));
      } catch (IOException e) {
        // the folder's own reading has told it
        texts.add(
            new PlaybookText(
                folder.name(),
                path,
                folder.drl(),
                new Source(yaml.toString(), ""),
                folder.manifest()));
      }
    }
    return texts;
  }
}
