package io.nightjar.tune;

import io.nightjar.tune.Proposal.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The proposals as a rule file to be loaded behind the others, each with its reasons. */
public final class ProposalFile {

  private ProposalFile() {}

  /**
   * @param all also those that are held back or dangerous; what is refused never
   */
  public static String of(Report report, boolean all) {
    List<Proposal> taken =
        report.proposals().stream()
            .filter(one -> one.standing() != Standing.REFUSED)
            .filter(one -> all || one.standing() == Standing.PROPOSED)
            .toList();
    StringBuilder file = new StringBuilder();
    file.append(
        ExceptionFile.comment(
            List.of(
                "Exceptions for what looked like noise from "
                    + report.seen().from()
                    + " to "
                    + report.seen().to()
                    + ".",
                "Read each one, delete what you do not agree with, and load the rest behind the"
                    + " rules.")));
    taken.forEach(one -> file.append('\n').append(item(one)));
    return file.toString();
  }

  private static String item(Proposal one) {
    return ExceptionFile.comment(comment(one)) + one.yaml();
  }

  private static List<String> comment(Proposal one) {
    Noise noise = one.noise();
    Effect effect = one.effect();
    List<String> lines = new ArrayList<>();
    lines.add(noise.key().lineage() + ": " + noise.key().shape());
    lines.add(
        noise.count()
            + " detections from "
            + noise.first()
            + " to "
            + noise.last()
            + "; pods: "
            + noise.spread().pods()
            + ", nodes: "
            + noise.spread().nodes()
            + "; "
            + noise.spread().rhythm().words());
    lines.add("score " + noise.score().points() + ": " + noise.score().words());
    lines.add("people: " + noise.said().words());
    lines.add(
        "silences "
            + effect.silenced()
            + " detections ("
            + effect.unjudged()
            + " cannot be judged) and "
            + effect.gone().size()
            + " responses; "
            + one.leftOut()
            + " of the group are still raised");
    if (one.standing() != Standing.PROPOSED) {
      lines.add(
          one.standing().words().toUpperCase(Locale.ROOT) + ": " + String.join("; ", one.why()));
    }
    effect
        .missed()
        .forEach(missed -> lines.add("MISSED " + missed.attack() + ", " + missed.where()));
    lines.add("Who meets all of this is not seen:");
    one.abuse().forEach(abuse -> lines.add("  " + abuse));
    return lines;
  }
}
