package io.nightjar.rules.compile;

import io.nightjar.rules.field.Absence;
import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.FieldType;
import io.nightjar.rules.language.Call;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.Operand;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.match.OptionLetters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds {@code join}, {@code concat} and {@code getopt}; where a part is missing, all is. */
final class Calls {
  private final Operands operands;
  private final Problems problems;

  Calls(Operands operands, Problems problems) {
    this.operands = operands;
    this.problems = problems;
  }

  @Nullable BoundField bind(Call call, @Nullable String argument, Location at) {
    List<BoundField> parts = new ArrayList<>();
    for (Operand operand : call.operands()) {
      BoundField part = part(operand);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    String wrong = misuse(call, parts, argument);
    if (wrong != null) {
      problems.add(at.error(wrong));
      return null;
    }
    String key = argument == null ? call.display() : call.display() + "[" + argument + "]";
    return Operands.made(key, FieldType.TEXT, absence(parts), extractor(call, parts, argument));
  }

  private @Nullable BoundField part(Operand operand) {
    return switch (operand) {
      case FieldReference reference -> operands.bind(reference);
      case Literal literal -> constant(literal);
      case Operand.Several several -> list(several);
    };
  }

  private static BoundField constant(Literal literal) {
    String text = literal.text();
    return Operands.made(literal.display(), FieldType.TEXT, null, (Extractor.Text) c -> text);
  }

  private @Nullable BoundField list(Operand.Several several) {
    List<BoundField> parts = new ArrayList<>();
    for (Operand element : several.elements()) {
      BoundField part = part(element);
      if (part == null) {
        return null;
      }
      if (isList(part)) {
        problems.add(element.at().error(part.key() + " is a list inside of a list"));
        return null;
      }
      parts.add(part);
    }
    Extractor.TextList texts = context -> texts(parts, context);
    return Operands.made(several.display(), FieldType.TEXT, absence(parts), texts);
  }

  private static @Nullable Absence absence(List<BoundField> parts) {
    for (BoundField part : parts) {
      if (part.field().absence() != null) {
        return part.field().absence();
      }
    }
    return null;
  }

  private static @Nullable List<String> texts(List<BoundField> parts, EventContext context) {
    List<String> texts = new ArrayList<>(parts.size());
    for (BoundField part : parts) {
      String text = text(part, context);
      if (text == null) {
        return null;
      }
      texts.add(text);
    }
    return texts;
  }

  /** As an output prints it. */
  private static @Nullable String text(BoundField part, EventContext context) {
    return part.printed(context);
  }

  private static boolean isList(BoundField part) {
    return part.extractor() instanceof Extractor.TextList;
  }

  private static boolean isText(BoundField part) {
    boolean text = part.type() == FieldType.TEXT || part.type() == FieldType.TIME;
    return text && part.extractor() instanceof Extractor.Text;
  }

  /** What is wrong with the use of a function, or null. */
  private static @Nullable String misuse(
      Call call, List<BoundField> parts, @Nullable String argument) {
    String name = call.function().symbol() + "()";
    return switch (call.function()) {
      case CONSTANT ->
          isText(parts.getFirst()) || isList(parts.getFirst())
              ? null
              : "a transformer needs a text";
      case CONCAT -> {
        boolean texts = parts.stream().allMatch(Calls::isText);
        yield argument != null
            ? name + " takes nothing in brackets"
            : parts.size() < 2
                ? name + " takes two or more texts"
                : texts ? null : name + " takes texts, and no lists or numbers";
      }
      case JOIN -> {
        boolean fits = parts.size() == 2 && !isList(parts.get(0)) && isList(parts.get(1));
        yield argument != null
            ? name + " takes nothing in brackets"
            : fits ? null : name + " takes a separator and a list: join(\"-\", (a, b))";
      }
      case GETOPT -> {
        boolean fits = parts.size() == 2 && isList(parts.get(0)) && isText(parts.get(1));
        yield argument != null && argument.length() != 1
            ? name + " takes a single letter in brackets"
            : fits ? null : name + " takes a list of words and the letters of the options";
      }
    };
  }

  private static Extractor extractor(Call call, List<BoundField> parts, @Nullable String argument) {
    return switch (call.function()) {
      case CONSTANT -> parts.getFirst().extractor();
      case CONCAT ->
          (Extractor.Text)
              context -> {
                List<String> texts = texts(parts, context);
                return texts == null ? null : String.join("", texts);
              };
      case JOIN -> joined(parts.get(0), listOf(parts.get(1)));
      case GETOPT -> options(listOf(parts.get(0)), parts.get(1), argument);
    };
  }

  private static Extractor.TextList listOf(BoundField part) {
    if (part.extractor() instanceof Extractor.TextList list) {
      return list;
    }
    throw new IllegalStateException(part.key() + " is no list");
  }

  private static Extractor.Text joined(BoundField separator, Extractor.TextList list) {
    return context -> {
      String between = text(separator, context);
      List<String> texts = between == null ? null : list.texts(context);
      return texts == null ? null : String.join(between, texts);
    };
  }

  private static Extractor options(
      Extractor.TextList words, BoundField letters, @Nullable String argument) {
    if (argument == null) {
      return (Extractor.TextList)
          context -> {
            OptionLetters known = letters(letters, context);
            List<String> all = words.texts(context);
            return known == null || all == null ? null : known.all(all);
          };
    }
    char wanted = argument.charAt(0);
    return (Extractor.Text)
        context -> {
          OptionLetters known = letters(letters, context);
          List<String> all = words.texts(context);
          return known == null || all == null ? null : known.last(all, wanted);
        };
  }

  private static @Nullable OptionLetters letters(BoundField letters, EventContext context) {
    String text = text(letters, context);
    return text == null ? null : new OptionLetters(text);
  }
}
