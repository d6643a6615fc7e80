package io.nightjar.policy;

import io.nightjar.gate.Stages;
import io.nightjar.playbook.PlaybookShelf.Shelved;
import io.nightjar.respond.Edition;
import io.nightjar.respond.PlaybookCounts;
import io.nightjar.respond.PlaybookTally;
import io.nightjar.respond.Stage;
import io.nightjar.store.Reads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Playbooks at their stages, with what became of what they asked for.
 *
 * @param reads where it was counted; null where nothing ever was
 * @param inForce what was last in force, by name
 */
public record PlaybookRows(
    Stages stages, @Nullable Reads reads, SortedMap<String, PlaybookRegister.Entry> inForce) {

  /** From a store. */
  public static PlaybookRows of(Stages stages, Reads reads) {
    return new PlaybookRows(stages, reads, PlaybookRegister.read(reads));
  }

  /** Where there is no store yet. */
  public static PlaybookRows uncounted(Stages stages) {
    return new PlaybookRows(stages, null, new TreeMap<>());
  }

  /**
   * One row for its own stage, which is the first, and one for each other at which it asked for
   * something.
   *
   * @param cases how many it is tested with
   * @param since what was asked for earlier is not counted
   */
  public List<PlaybookRow> of(Shelved playbook, int cases, Instant since, Instant now) {
    Edition main = stages.of(playbook.edition(), playbook.name(), "");
    Map<Stage, PlaybookCounts> counts = new EnumMap<>(Stage.class);
    if (reads != null) {
      counts.putAll(PlaybookTally.of(reads, playbook.name(), main.version(), since));
    }
    PlaybookRegister.Entry entry = inForce.get(playbook.name());
    counts.putIfAbsent(main.stage(), PlaybookCounts.NONE);
    List<PlaybookRow> rows = new ArrayList<>();
    counts.forEach(
        (stage, counted) -> {
          boolean isMain = stage == main.stage();
          Edition edition =
              isMain
                  ? main
                  : main.at(stage, "what it asked for while it was there, or in single namespaces");
          Instant begun = begun(entry, edition, isMain);
          List<String> against = Readiness.against(edition, counted, begun, cases, now);
          rows.add(
              new PlaybookRow(
                  playbook.name(),
                  playbook.manifest().title(),
                  edition,
                  isMain,
                  begun,
                  cases,
                  counted,
                  against,
                  Readiness.sentence(playbook.name(), stage, against)));
        });
    rows.sort((a, b) -> Boolean.compare(b.main(), a.main()));
    return rows;
  }

  private static @Nullable Instant begun(
      PlaybookRegister.@Nullable Entry entry, Edition edition, boolean main) {
    return entry != null
            && entry.edition().version().equals(edition.version())
            && (!main || entry.edition().stage() == edition.stage())
        ? entry.since()
        : null;
  }
}
