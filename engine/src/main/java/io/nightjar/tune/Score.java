package io.nightjar.tune;

import java.util.List;
import java.util.Locale;

/**
 * How much something looks like noise, from 0 to 100: a sum of parts that are all shown.
 *
 * @param parts each with the points it gave, and of how many
 */
public record Score(int points, List<Part> parts) {

  /** One reason. */
  public record Part(String name, int points, int of, String why) {}

  public Score {
    parts = List.copyOf(parts);
  }

  static Score of(long count, Spread spread, Said said) {
    // a day or two cannot tell a job from one night's work
    int days = Math.max(3, spread.ofDays());
    List<Part> parts =
        List.of(
            part("often", Math.log10((double) Math.max(1, count)) / 4, 20, count + " detections"),
            part("pods", (spread.pods() - 1) / 4.0, 20, spread.pods() + " pods"),
            part("nodes", (spread.nodes() - 1) / 2.0, 10, spread.nodes() + " nodes"),
            part(
                "days",
                spread.days() / (double) days,
                25,
                spread.days() + " of " + spread.ofDays() + " days"),
            part(
                "rhythm",
                spread.ofDays() < 3 ? 0 : spread.rhythm().regularity(),
                25,
                spread.rhythm().words()),
            part(
                "people",
                said.responses() == 0 ? 0 : said.denied() / (double) said.responses(),
                20,
                said.words()));
    int sum = parts.stream().mapToInt(Part::points).sum();
    return new Score(Math.min(100, sum), parts);
  }

  /** {@code often 15/20, pods 20/20, …}. */
  public String words() {
    return String.join(
        ", ",
        parts.stream()
            .map(part -> String.format(Locale.ROOT, "%s %d/%d", part.name, part.points, part.of))
            .toList());
  }

  private static Part part(String name, double share, int of, String why) {
    return new Part(name, (int) Math.round(Math.clamp(share, 0.0, 1.0) * of), of, why);
  }
}
