package io.nightjar;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.Manifest;
import io.nightjar.gate.Stages;
import io.nightjar.http.Resources;
import io.nightjar.page.playbooks.PolicyNow;
import io.nightjar.playbook.PlaybookShelf.Shelved;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.cases.CaseFile;
import io.nightjar.playbook.explain.CalendarWords;
import io.nightjar.policy.PlaybookRow;
import io.nightjar.policy.PlaybookRows;
import io.nightjar.respond.Edition;
import io.nightjar.store.Reads;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the control API tells of the policy in force and of kept evidence.
 *
 * @param policy that is in force
 */
record EngineResources(
    Supplier<PolicyNow> policy,
    Reads reads,
    Calendars clockwork,
    Collection<ActionDescriptor> descriptors,
    EvidenceFolder folder,
    InstantSource clock)
    implements Resources {

  private static final Duration COUNTED = Duration.ofDays(30);
  private static final int CHANGES = 3;

  @Override
  public List<Playbook> playbooks() {
    PolicyNow now = policy.get();
    return shelf(now).stream().map(each -> playbook(each, row(each, now), now)).toList();
  }

  private static List<Shelved> shelf(PolicyNow now) {
    return now.configuration()
        .playbookSettings()
        .shelf(now.configuration().playbooks(), new ArrayList<>());
  }

  private PlaybookRow row(Shelved playbook, PolicyNow now) {
    Stages stages = now.configuration().playbookSettings().gateStages();
    Instant time = clock.instant();
    Path files = now.configuration().playbooks().resolve(playbook.name());
    int cases =
        CaseFile.readAll(files, new ArrayList<>()).stream()
            .mapToInt(file -> file.cases().size())
            .sum();
    return PlaybookRows.of(stages, reads).of(playbook, cases, time.minus(COUNTED), time).getFirst();
  }

  private static Playbook playbook(Shelved playbook, PlaybookRow row, PolicyNow now) {
    Edition edition = row.edition();
    return new Playbook(
        playbook.name(),
        playbook.manifest().title(),
        playbook.manifest().owner(),
        edition.stage().word(),
        edition.why(),
        edition.version(),
        edition.commit(),
        now.trouble(playbook.name(), edition),
        row.cases(),
        row.counts());
  }

  @Override
  public Optional<PlaybookText> playbook(String name) {
    PolicyNow now = policy.get();
    Optional<io.nightjar.playbook.PlaybookText> text =
        io.nightjar.playbook.PlaybookText.readAll(
                now.configuration().playbooks(), new ArrayList<>())
            .stream()
            .filter(each -> each.name().equals(name))
            .findFirst();
    return shelf(now).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .flatMap(each -> text.map(words -> text(each, words, now)));
  }

  private PlaybookText text(
      Shelved playbook, io.nightjar.playbook.PlaybookText text, PolicyNow now) {
    PlaybookRow row = row(playbook, now);
    return new PlaybookText(
        playbook(playbook, row, now),
        playbook.manifest().why(),
        playbook.manifest().mayAsk(),
        playbook.manifest().references(),
        row.against(),
        row.ready(),
        text.problems(now.calendarNames()).stream()
            .map(io.nightjar.playbook.dialect.Problem::render)
            .toList(),
        text.drl().text());
  }

  @Override
  public List<Calendar> calendars() {
    PolicyNow now = policy.get();
    CalendarWords words = new CalendarWords(now.calendars());
    return now.calendars().stream()
        .filter(spec -> clockwork.names().contains(spec.name()))
        .map(spec -> calendar(spec, words, now))
        .toList();
  }

  private Calendar calendar(CalendarSpec spec, CalendarWords words, PolicyNow now) {
    Instant time = clock.instant();
    List<Change> changes = new ArrayList<>();
    Optional<Instant> next = clockwork.nextChange(spec.name(), time);
    while (next.isPresent() && changes.size() < CHANGES) {
      changes.add(new Change(next.get(), clockwork.includes(spec.name(), next.get())));
      next = clockwork.nextChange(spec.name(), next.get());
    }
    return new Calendar(
        spec.name(),
        clockwork.includes(spec.name(), time),
        words.of(spec.name()),
        spec.zone().getId(),
        changes,
        now.playbooks().playbooks().values().stream()
            .filter(playbook -> playbook.calendars().contains(spec.name()))
            .map(playbook -> playbook.name())
            .toList());
  }

  @Override
  public List<Evidence> evidence() {
    return folder.all().stream()
        .sorted(Comparator.comparing(Manifest::collectedAt).reversed())
        .map(manifest -> new Evidence(manifest, folder.isUploaded(manifest.responseId())))
        .toList();
  }

  @Override
  public List<Action> actions() {
    return descriptors.stream()
        .sorted(Comparator.comparing(ActionDescriptor::id))
        .map(EngineResources::action)
        .toList();
  }

  private static Action action(ActionDescriptor action) {
    return new Action(
        action.id(),
        action.summary(),
        action.target().getSimpleName().replace("Target", "").toLowerCase(Locale.ROOT),
        action.parameters(),
        action.reversible(),
        action.disruptive(),
        action.keepsEvidence(),
        action.permissions(),
        action.d3fend());
  }
}
