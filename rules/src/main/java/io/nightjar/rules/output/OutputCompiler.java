package io.nightjar.rules.output;

import io.nightjar.rules.compile.EventTypes;
import io.nightjar.rules.compile.Operands;
import io.nightjar.rules.field.Absence;
import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.FieldRegistry;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.Call;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.Operand;
import io.nightjar.rules.language.OutputTemplate;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.language.SyntaxError;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.output.OutputFormat.Piece;
import io.nightjar.rules.output.OutputFormat.Text;
import io.nightjar.rules.output.OutputFormat.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up the fields of an output. */
public final class OutputCompiler {
  /** What Falco appends to every output of a system call rule. */
  private static final String SUGGESTED =
      "container_id=%container.id container_name=%container.name"
          + " container_image_repository=%container.image.repository"
          + " container_image_tag=%container.image.tag"
          + " k8s_pod_name=%k8s.pod.name k8s_ns_name=%k8s.ns.name";

  private OutputCompiler() {}

  /** The output of a rule, or null after telling what is wrong. */
  public static @Nullable OutputFormat compile(
      SourceText output, boolean suggested, RuleSource source, Problems problems) {
    OutputFormat format = compile(output, source, problems);
    if (format == null || !suggested || source != RuleSource.SYSCALL) {
      return format;
    }
    Location nowhere = new SourceFile("suggested output", SUGGESTED).at(0);
    OutputFormat more = compile(SourceText.of(SUGGESTED, nowhere), source, problems);
    return more == null ? null : format.followedBy(more);
  }

  static @Nullable OutputFormat compile(SourceText output, RuleSource source, Problems problems) {
    OutputTemplate template;
    try {
      template = OutputTemplate.parse(output);
    } catch (SyntaxError e) {
      problems.add(e.problem());
      return null;
    }
    List<Piece> pieces = new ArrayList<>();
    boolean complete = true;
    for (OutputTemplate.Piece piece : template.pieces()) {
      complete &=
          switch (piece) {
            case OutputTemplate.Text text -> pieces.add(new Text(text.text()));
            case OutputTemplate.Token token -> resolve(token, pieces, source, problems);
          };
    }
    return complete ? new OutputFormat(pieces) : null;
  }

  private static boolean resolve(
      OutputTemplate.Token token, List<Piece> pieces, RuleSource source, Problems problems) {
    FieldReference reference = token.field();
    String rest = "";
    if (reference.call() == null && reference.argument() == null) {
      reference = longestField(reference, source);
      rest = token.field().name().substring(reference.name().length());
    }
    Operands operands = new Operands(source, problems);
    BoundField shown = operands.bind(reference);
    if (shown != null) {
      doubt(shown, reference, problems);
    }
    List<BoundField> carried = new ArrayList<>();
    boolean complete = shown != null && carry(reference, operands, carried);
    if (shown == null || !complete) {
      return false;
    }
    pieces.add(new Token(shown, carried, token.width()));
    return rest.isEmpty() || pieces.add(new Text(rest));
  }

  private static void doubt(BoundField shown, FieldReference reference, Problems problems) {
    Absence absence = shown.field().absence();
    if (absence != null && absence.refused()) {
      String told = shown.key() + " is never known: " + absence.reason();
      problems.add(reference.at().warning(told, "it prints as <NA>"));
    }
    if (reference.name().equals("evt.dir")) {
      problems.add(EventTypes.directionIsOld(reference));
    }
    if (reference.name().equals("evt.around")) {
      problems.add(reference.at().error("evt.around stands in conditions only"));
    }
  }

  /** A dotted name that is no field may be a field with text after it: {@code %fd.name.bak}. */
  private static FieldReference longestField(FieldReference reference, RuleSource source) {
    if (FieldRegistry.find(reference, source) instanceof FieldRegistry.Found) {
      return reference;
    }
    String prefix = FieldRegistry.longestField(reference.name(), source);
    FieldReference shorter =
        prefix == null
            ? reference
            : new FieldReference(prefix, null, reference.transformers(), null, reference.at());
    return FieldRegistry.find(shorter, source) instanceof FieldRegistry.Found ? shorter : reference;
  }

  /** The fields that an alert carries for something printed: those that it is made of. */
  private static boolean carry(Operand operand, Operands operands, List<BoundField> into) {
    return switch (operand) {
      case Literal literal -> true;
      case Operand.Several several ->
          several.elements().stream().allMatch(element -> carry(element, operands, into));
      case FieldReference reference -> {
        Call call = reference.call();
        if (call != null) {
          yield call.operands().stream().allMatch(element -> carry(element, operands, into));
        }
        BoundField inner = operands.bind(reference.inner());
        yield inner != null && into.add(inner);
      }
    };
  }
}
