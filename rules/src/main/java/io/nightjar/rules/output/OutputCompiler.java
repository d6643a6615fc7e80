package io.nightjar.rules.output;

import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.FieldRegistry;
import io.nightjar.rules.field.FieldType;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Location;
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

  private static @Nullable OutputFormat compile(
      SourceText output, RuleSource source, Problems problems) {
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

  /** A dotted name that is no field may be a field with text after it: {@code %fd.name.bak}. */
  private static boolean resolve(
      OutputTemplate.Token token, List<Piece> pieces, RuleSource source, Problems problems) {
    FieldReference reference = token.field();
    FieldRegistry.Lookup lookup = FieldRegistry.find(reference, source);
    if (lookup instanceof FieldRegistry.Found found) {
      return add(token, found.field(), "", pieces, problems);
    }
    String prefix = FieldRegistry.longestField(reference.name(), source);
    if (prefix != null && !prefix.equals(reference.name()) && reference.argument() == null) {
      FieldReference shorter =
          new FieldReference(prefix, null, reference.transformers(), reference.at());
      if (FieldRegistry.find(shorter, source) instanceof FieldRegistry.Found found) {
        String rest = reference.name().substring(prefix.length());
        return add(token, found.field(), rest, pieces, problems);
      }
    }
    if (lookup instanceof FieldRegistry.NotFound missing) {
      problems.add(reference.at().error(missing.message(), missing.hint()));
    }
    return false;
  }

  private static boolean add(
      OutputTemplate.Token token,
      BoundField field,
      String rest,
      List<Piece> pieces,
      Problems problems) {
    FieldReference reference = token.field();
    boolean text = field.type() == FieldType.TEXT && field.extractor() instanceof Extractor.Text;
    if (!reference.transformers().isEmpty() && !text) {
      problems.add(reference.at().error("a transformer needs a text, " + field.key() + " is none"));
      return false;
    }
    pieces.add(new Token(field, reference.transformers(), token.width()));
    return rest.isEmpty() || pieces.add(new Text(rest));
  }
}
