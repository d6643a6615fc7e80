package io.nightjar.http;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.evidence.Manifest;
import io.nightjar.respond.PlaybookCounts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the control API tells of the policy in force and of kept evidence; asked on any thread. */
public interface Resources {

  /**
   * A playbook.
   *
   * @param stage {@code draft}, {@code propose} or {@code enforce}
   * @param why where the stage comes from
   * @param version SHA-256 of its folder, in hex
   * @param commit of the git checkout that it lies in, or empty
   * @param trouble why it does less than its author wants; empty for nothing
   * @param cases how many it is tested with
   * @param counts what became of what it asked for at this stage lately
   */
  record Playbook(
      String name,
      String title,
      String owner,
      String stage,
      String why,
      String version,
      String commit,
      String trouble,
      int cases,
      PlaybookCounts counts) {}

  /**
   * A playbook with all that its files say.
   *
   * @param against what speaks against moving it up a stage, or for moving it down
   * @param ready the same in a sentence
   * @param problems of its text
   * @param source its DRL as it lies there
   */
  record PlaybookText(
      Playbook playbook,
      String why,
      List<String> mayAsk,
      List<String> references,
      List<String> against,
      String ready,
      List<String> problems,
      String source) {}

  /** When a calendar becomes the other. */
  record Change(Instant at, boolean on) {}

  /**
   * A calendar.
   *
   * @param what when it is on, in words
   * @param changes the next few
   * @param usedBy names of the playbooks that ask for it
   */
  record Calendar(
      String name,
      boolean on,
      String what,
      String zone,
      List<Change> changes,
      List<String> usedBy) {}

  /**
   * Evidence of one response.
   *
   * @param uploaded whether it is in the bucket, too
   */
  record Evidence(Manifest manifest, boolean uploaded) {}

  /**
   * Something that can be done.
   *
   * @param target kind of what it is done to: {@code pod}
   * @param parameters name to meaning
   * @param disruptive whether the workload's users may notice
   * @param keepsEvidence whether processes and files of the container survive it
   * @param permissions what it needs of the API server
   */
  record Action(
      String id,
      String summary,
      String target,
      Map<String, String> parameters,
      boolean reversible,
      boolean disruptive,
      boolean keepsEvidence,
      List<ActionDescriptor.Permission> permissions,
      String d3fend) {}

  List<Playbook> playbooks();

  Optional<PlaybookText> playbook(String name);

  List<Calendar> calendars();

  /** The latest first. */
  List<Evidence> evidence();

  List<Action> actions();

  /** Where there is no engine. */
  Resources NONE =
      new Resources() {
        @Override
        public List<Playbook> playbooks() {
          return List.of();
        }

        @Override
        public Optional<PlaybookText> playbook(String name) {
          return Optional.empty();
        }

        @Override
        public List<Calendar> calendars() {
          return List.of();
        }

        @Override
        public List<Evidence> evidence() {
          return List.of();
        }

        @Override
        public List<Action> actions() {
          return List.of();
        }
      };
}
