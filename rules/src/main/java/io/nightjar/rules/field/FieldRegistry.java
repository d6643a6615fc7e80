package io.nightjar.rules.field;

import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every field of the language by its name. */
public final class FieldRegistry {
  /** Fields whose argument may follow after a dot: {@code evt.arg.flags}. */
  private static final Set<String> DOTTED =
      Set.of(
          "evt.arg",
          "evt.rawarg",
          "evt.type.is",
          "k8s.pod.label",
          "container.label",
          "thread.cgroup");

  private static final Map<RuleSource, Map<String, Field>> FIELDS =
      Map.of(RuleSource.SYSCALL, byName(ofSystemCalls()), RuleSource.K8S_AUDIT, byName(ofAudit()));

  /** Fields that compare with constants only, and that nothing can stand around. */
  private static final Set<String> PLAIN =
      Set.of(
          "proc.aname",
          "proc.aexe",
          "proc.aexepath",
          "proc.acmdline",
          "proc.aenv",
          "proc.apid",
          "fd.ip",
          "fd.port",
          "fd.proto",
          "fd.net",
          "fd.cnet",
          "fd.snet",
          "fd.lnet",
          "fd.rnet",
          "fd.cip.name",
          "fd.sip.name",
          "fd.lip.name",
          "fd.rip.name",
          "evt.rawarg",
          "evt.around");

  private FieldRegistry() {}

  /** Whether a transformer may stand around the field. */
  public static boolean isTransformable(BoundField field) {
    return !PLAIN.contains(field.field().name());
  }

  /** Whether the field may be compared with another one. */
  public static boolean isComparable(BoundField field) {
    String name = field.field().name();
    return !PLAIN.contains(name) && !name.equals("fd.types");
  }

  /** All fields of a source, by name. */
  public static Collection<Field> all(RuleSource source) {
    return Collections.unmodifiableCollection(of(source).values());
  }

  private static Map<String, Field> of(RuleSource source) {
    return FIELDS.getOrDefault(source, Map.of());
  }

  /** The outcome of looking up a field. */
  public sealed interface Lookup {}

  /** The field exists and takes the argument. */
  public record Found(BoundField field) implements Lookup {}

  /** It does not. */
  public record NotFound(String message, @Nullable String hint) implements Lookup {}

  /** Looks up a field as written, without its transformers. */
  public static Lookup find(FieldReference reference, RuleSource source) {
    Map<String, Field> fields = of(source);
    String name = reference.name();
    String argument = reference.argument();
    Field field = fields.get(name);
    if (field == null && argument == null) {
      for (String dotted : DOTTED) {
        if (name.startsWith(dotted + ".") && fields.containsKey(dotted)) {
          field = fields.get(dotted);
          argument = name.substring(dotted.length() + 1);
        }
      }
    }
    if (field == null) {
      return new NotFound(
          "there is no field " + name, Suggestion.didYouMean(name, fields.keySet()));
    }
    return bind(field, argument, reference.bare());
  }

  /** The longest beginning of a dotted name that is a field, or null. */
  public static @Nullable String longestField(String name, RuleSource source) {
    for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
      String prefix = name.substring(0, end);
      if (of(source).containsKey(prefix)) {
        return prefix;
      }
    }
    return null;
  }

  private static Lookup bind(Field field, @Nullable String argument, String key) {
    if (argument != null && field.argument() == Field.Argument.NONE) {
      return new NotFound("the field " + field.name() + " takes no argument", null);
    }
    if (argument == null && field.argument() == Field.Argument.REQUIRED) {
      return new NotFound(
          "the field " + field.name() + " needs an argument", "write " + field.name() + "[…]");
    }
    Extractor extractor = field.bind().apply(argument);
    if (extractor == null) {
      return new NotFound(
          "the field " + field.name() + " has no '" + argument + "'", hint(field, argument));
    }
    return new Found(new BoundField(key, field, extractor));
  }

  private static @Nullable String hint(Field field, @Nullable String argument) {
    if (argument == null || !field.name().endsWith("arg")) {
      return null;
    }
    return Suggestion.didYouMean(argument, EventArguments.names());
  }

  private static List<Field> ofSystemCalls() {
    List<Field> all = new ArrayList<>();
    all.addAll(EventFields.fields());
    all.addAll(EventDetailFields.fields());
    all.addAll(AbsentFields.fields());
    all.addAll(EventArguments.fields());
    all.addAll(ProcessFields.fields());
    all.addAll(TimeFields.fields());
    all.addAll(EnvironmentFields.fields());
    all.addAll(AncestorFields.fields());
    all.addAll(IdentityFields.fields());
    all.addAll(DescriptorFields.fields());
    all.addAll(SocketFields.fields());
    all.addAll(HostNameFields.fields());
    all.addAll(PathFields.fields());
    all.addAll(ContainerFields.fields());
    return all;
  }

  private static List<Field> ofAudit() {
    List<Field> all = new ArrayList<>();
    all.addAll(EventFields.ofEverySource(RuleSource.K8S_AUDIT));
    all.addAll(AuditFields.fields());
    return all;
  }

  private static Map<String, Field> byName(List<Field> all) {
    Map<String, Field> byName = new TreeMap<>();
    for (Field field : all) {
      if (byName.put(field.name(), field) != null) {
        throw new IllegalStateException("the field " + field.name() + " is defined twice");
      }
    }
    return byName;
  }
}
