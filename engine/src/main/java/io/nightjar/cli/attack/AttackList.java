package io.nightjar.cli.attack;

import io.nightjar.cli.Paint;
import java.util.List;

/** The attacks for a person to choose from. */
final class AttackList {

  private final Paint paint;

  AttackList(Paint paint) {
    this.paint = paint;
  }

  String render(List<Attack> attacks) {
    int width = attacks.stream().mapToInt(attack -> attack.name().length()).max().orElse(0);
    String indent = " ".repeat(width + 4);
    StringBuilder text = new StringBuilder();
    for (Attack attack : attacks) {
      text.append("  ")
          .append(paint.bold(attack.name()))
          .append(" ".repeat(width - attack.name().length() + 2))
          .append(attack.story())
          .append('\n')
          .append(indent)
          .append(paint.dim("raises " + String.join(", ", attack.raises())))
          .append('\n');
    }
    return text.append("\nRun one with: nightjar attack NAME\n").toString();
  }
}
