package io.nightjar.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The second wall around playbooks: reads the symbolic references of every generated class and
 * accepts only what Drools' generator is known to need and what the vocabulary offers. Whatever
 * reaches further (a process, a file, reflection, Drools' own engine) is named and never loaded.
 */
final class ClassScan {
  /** Classes of which every member may be used. */
  private static final Set<String> OWNERS =
      Stream.concat(
              Prelude.classes().stream().map(type -> type.getName().replace('.', '/')),
              Stream.of(
                  "java/util/concurrent/TimeUnit",
                  "org/drools/core/base/accumulators/CountAccumulateFunction",
                  "org/drools/model/Index$ConstraintType",
                  "org/drools/model/PatternDSL$PatternDef",
                  "org/drools/model/Rule$Attribute",
                  "org/drools/model/WindowDefinition$Type",
                  "org/drools/model/operators/ContainsOperator",
                  "org/drools/model/operators/InOperator",
                  "org/drools/modelcompiler/util/EvaluationUtil"))
          .collect(Collectors.toUnmodifiableSet());

  /** Single members of classes that can do more than is needed. */
  private static final Map<String, Set<String>> MEMBERS =
      Map.ofEntries(
          Map.entry("java/lang/Boolean", Set.of("TYPE", "valueOf", "booleanValue")),
          Map.entry("java/lang/Enum", Set.of("<init>", "valueOf")),
          Map.entry("java/lang/Integer", Set.of("TYPE", "valueOf", "intValue")),
          Map.entry("java/lang/Long", Set.of("TYPE", "valueOf", "longValue")),
          Map.entry("java/lang/Object", Set.of("<init>")),
          Map.entry("java/lang/RuntimeException", Set.of("<init>")),
          Map.entry(
              "java/lang/String",
              Set.of(
                  "contains",
                  "endsWith",
                  "equals",
                  "equalsIgnoreCase",
                  "hashCode",
                  "isEmpty",
                  "length",
                  "startsWith")),
          Map.entry("java/lang/System", Set.of("arraycopy")),
          Map.entry("java/lang/invoke/LambdaMetafactory", Set.of("metafactory")),
          Map.entry("java/lang/invoke/StringConcatFactory", Set.of("makeConcatWithConstants")),
          Map.entry(
              "java/time/format/DateTimeFormatterBuilder",
              Set.of("<init>", "appendPattern", "parseCaseInsensitive", "toFormatter")),
          Map.entry("java/util/ArrayList", Set.of("<init>")),
          Map.entry("java/util/Arrays", Set.of("asList")),
          Map.entry("java/util/Collections", Set.of("emptyList")),
          Map.entry("java/util/List", Set.of("add", "isEmpty", "size")),
          Map.entry("java/util/Locale", Set.of("ENGLISH")),
          Map.entry("java/util/SortedSet", Set.of("isEmpty", "size")),
          Map.entry("org/drools/model/DomainClassMetadata", Set.of("getPropertyIndex")),
          Map.entry(
              "org/drools/model/functions/PredicateInformation", Set.of("<init>", "addRuleNames")),
          Map.entry("org/drools/model/functions/accumulate/AccumulateFunction", Set.of("as")),
          Map.entry("org/drools/model/impl/RuleBuilder", Set.of("attribute", "build")),
          Map.entry("org/drools/model/impl/TypeMetaDataImpl", Set.of("addAnnotation")),
          Map.entry(
              "org/drools/modelcompiler/dsl/pattern/D",
              Set.of(
                  "accFunction",
                  "accumulate",
                  "after",
                  "alphaIndexedBy",
                  "and",
                  "annotationValue",
                  "before",
                  "betaIndexedBy",
                  "declarationOf",
                  "eval",
                  "exists",
                  "globalOf",
                  "not",
                  "on",
                  "or",
                  "pattern",
                  "reactOn",
                  "rule",
                  "typeMetaData",
                  "valueOf",
                  "window")),
          Map.entry("org/drools/util/DateUtils", Set.of("getDateFormatMask")));

  private static final Set<String> SUPER_TYPES =
      Set.of(
          "java/lang/Enum",
          "java/lang/Object",
          "org/drools/model/DomainClassMetadata",
          "org/drools/model/Model");

  private ClassScan() {}

  /** What each class must not refer to, a line each; empty when all may be loaded. */
  static List<String> violations(GeneratedClasses generated) {
    List<String> violations = new ArrayList<>();
    generated.classes().forEach((name, bytes) -> violations.addAll(violations(name, bytes)));
    for (String model : generated.models()) {
      if (!generated.classes().containsKey(model)) {
        violations.add(model + " is missing");
      }
    }
    return violations;
  }

  private static List<String> violations(String name, byte[] bytes) {
    List<String> violations = new ArrayList<>();
    ConstantPool pool;
    try {
      pool = ConstantPool.read(bytes);
    } catch (RuntimeException e) {
      return List.of(name + " is not readable: " + e.getMessage());
    }
    if (!pool.thisClass().replace('/', '.').equals(name) || !isGenerated(pool.thisClass())) {
      violations.add(name + " calls itself " + pool.thisClass());
    }
    if (pool.hasNatives()) {
      violations.add(name + " declares a native method");
    }
    for (String type : pool.superTypes()) {
      if (!SUPER_TYPES.contains(type) && !type.startsWith("org/drools/model/functions/")) {
        violations.add(name + " extends " + type);
      }
    }
    for (ConstantPool.Member member : pool.members()) {
      if (!isAllowed(member)) {
        violations.add(name + " uses " + member.owner().replace('/', '.') + "." + member.name());
      }
    }
    return violations;
  }

  private static boolean isAllowed(ConstantPool.Member member) {
    String owner = member.owner();
    return isGenerated(owner)
        || OWNERS.contains(owner)
        || MEMBERS.getOrDefault(owner, Set.of()).contains(member.name())
        || (owner.startsWith("org/drools/model/consequences/ConsequenceBuilder$_")
            && member.name().equals("execute"));
  }

  private static boolean isGenerated(String internalName) {
    return internalName.startsWith(PlaybookPackage.PARENT + "/");
  }
}
