package io.nightjar.playbook;

import io.nightjar.audit.Hash;
import io.nightjar.detect.AgentSilence;
import io.nightjar.detect.ClusterEventRule;
import io.nightjar.detect.SensorLoss;
import io.nightjar.detect.Shed;
import io.nightjar.playbook.CompiledPlaybooks.Playbook;
import io.nightjar.playbook.dialect.DialectCheck;
import io.nightjar.playbook.dialect.Known;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.RuleNames;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.dialect.Spelling;
import io.nightjar.playbook.origin.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drools.model.Model;
import org.drools.util.ClassUtils;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads playbooks from a directory, checks them against the dialect, compiles them or finds them
 * compiled, scans the classes and only then loads them.
 */
public final class PlaybookCompiler {
  static final Set<String> ABOUT_ITSELF =
      Stream.concat(
              Stream.of(SensorLoss.RULE, AgentSilence.RULE, Shed.RULE),
              ClusterEventRule.names().stream())
          .collect(Collectors.toUnmodifiableSet());
  private static final Logger log = LoggerFactory.getLogger(PlaybookCompiler.class);

  private final @Nullable BuiltClasses built;
  private final ClassCache cache;
  private final Set<String> calendars;
  private final Trust trust;
  private final Set<String> only;
  private final DialectCheck dialect = new DialectCheck(Prelude.vocabulary());

  /**
   * @param cacheDirectory where compiled classes are kept; created when it is missing
   * @param calendars names of the configured calendars
   */
  public PlaybookCompiler(Path cacheDirectory, Set<String> calendars) {
    this(cacheDirectory, calendars, Trust.EVERYTHING);
  }

  /**
   * @param trust whose playbooks are more than drafts
   */
  public PlaybookCompiler(Path cacheDirectory, Set<String> calendars, Trust trust) {
    this(cacheDirectory, null, calendars, trust);
  }

  /**
   * @param builtDirectory what {@code playbook build} has filled, looked at first and only read;
   *     null for none
   */
  public PlaybookCompiler(
      Path cacheDirectory, @Nullable Path builtDirectory, Set<String> calendars, Trust trust) {
    this(
        builtDirectory == null ? null : new BuiltClasses(builtDirectory, trust),
        new ClassCache(cacheDirectory),
        calendars,
        trust,
        Set.of());
  }

  private PlaybookCompiler(
      @Nullable BuiltClasses built,
      ClassCache cache,
      Set<String> calendars,
      Trust trust,
      Collection<String> only) {
    this.built = built;
    this.cache = cache;
    this.trust = trust;
    this.calendars = Set.copyOf(calendars);
    this.only = Set.copyOf(only);
  }

  /**
   * One that loads these playbooks, as if there were no others.
   *
   * @param names of their folders; empty for all
   */
  public PlaybookCompiler only(Collection<String> names) {
    return new PlaybookCompiler(built, cache, calendars, trust, names);
  }

  /** Without a check of rule names. */
  public CompiledPlaybooks load(Path directory) throws PlaybookErrors {
    return load(directory, Optional.empty());
  }

  /**
   * @param knownRules names of the loaded ruleset; a playbook that waits for another, and not for
   *     what Nightjar finds out about itself, is an error
   */
  public CompiledPlaybooks load(Path directory, Set<String> knownRules) throws PlaybookErrors {
    Set<String> known = new TreeSet<>(knownRules);
    known.addAll(ABOUT_ITSELF);
    return load(directory, Optional.of(known));
  }

  private CompiledPlaybooks load(Path directory, Optional<Set<String>> rules)
      throws PlaybookErrors {
    List<Problem> problems = new ArrayList<>();
    List<PlaybookFolder> folders = PlaybookFolder.readAll(directory, trust, only, problems);
    for (PlaybookFolder folder : folders) {
      if (!folder.drl().text().isEmpty()) {
        Set<String> mayAsk = Set.copyOf(folder.manifest().mayAsk());
        problems.addAll(dialect.check(folder.drl(), new Known(calendars, mayAsk, rules)));
      }
    }
    failOn(problems);
    String digest = digest(folders);
    Optional<GeneratedClasses> ahead = ahead(directory, folders, digest);
    if (ahead.isPresent()) {
      return assemble(folders, ahead.get(), digest, Made.BUILT);
    }
    Optional<GeneratedClasses> kept = cache.find(digest).filter(found -> isUsable(found, folders));
    return kept.isPresent()
        ? assemble(folders, kept.get(), digest, Made.KEPT)
        : assemble(folders, compile(folders, digest), digest, Made.COMPILED);
  }

  /** What was built of these, or of all that lie beside them. */
  private Optional<GeneratedClasses> ahead(
      Path directory, List<PlaybookFolder> folders, String digest) {
    if (built == null) {
      return Optional.empty();
    }
    if (only.isEmpty() || built.has(digest)) {
      return built.find(digest).filter(found -> isUsable(found, folders));
    }
    List<PlaybookFolder> all =
        PlaybookFolder.readAll(directory, trust, Set.of(), new ArrayList<>());
    return built.find(digest(all)).filter(found -> isUsable(found, all));
  }

  /** What was compiled before is looked at as if it came from a stranger. */
  private static boolean isUsable(GeneratedClasses found, List<PlaybookFolder> folders) {
    List<String> violations = new ArrayList<>(ClassScan.violations(found));
    Set<String> wanted =
        folders.stream()
            .map(folder -> PlaybookPackage.of(folder.name()))
            .collect(Collectors.toSet());
    Set<String> there =
        found.models().stream()
            .map(model -> model.substring(0, Math.max(model.lastIndexOf('.'), 0)))
            .collect(Collectors.toSet());
    if (!there.equals(wanted)) {
      violations.add("it holds other playbooks than these");
    }
    if (!violations.isEmpty()) {
      log.warn("compiled playbooks are refused before loading: {}", violations.getFirst());
    }
    return violations.isEmpty();
  }

  /** Where {@link #load} keeps what was compiled from these inputs. */
  public Path file(CompiledPlaybooks playbooks) {
    return cache.file(playbooks.digest());
  }

  private GeneratedClasses compile(List<PlaybookFolder> folders, String digest)
      throws PlaybookErrors {
    List<Problem> problems = new ArrayList<>();
    Map<String, Source> drl = new TreeMap<>();
    folders.forEach(folder -> drl.put(folder.name(), folder.drl()));
    GeneratedClasses generated = DrlBuild.compile(drl, problems);
    failOn(problems);
    for (String violation : ClassScan.violations(generated)) {
      problems.add(scanProblem(violation, folders));
    }
    failOn(problems);
    cache.put(digest, generated);
    return generated;
  }

  private static Problem scanProblem(String violation, List<PlaybookFolder> folders) {
    String hint = "a playbook may only look at its facts and ask through respond";
    for (PlaybookFolder folder : folders) {
      if (violation.startsWith(PlaybookPackage.of(folder.name()) + ".")) {
        return folder.drl().problemAt(0, 0, "refused before loading: " + violation, hint);
      }
    }
    return new Problem("playbooks", 0, 0, "refused before loading: " + violation, hint, "");
  }

  static CompiledPlaybooks assemble(
      List<PlaybookFolder> folders, GeneratedClasses generated, String digest, Made made) {
    ClassLoader loader =
        new GeneratedClasses.Loader(generated.classes(), PlaybookCompiler.class.getClassLoader());
    Map<String, Model> models = new TreeMap<>();
    Set<String> wanted =
        folders.stream().map(PlaybookFolder::name).collect(Collectors.toUnmodifiableSet());
    for (String name : generated.models()) {
      Model model = instantiate(loader, name);
      String playbook = PlaybookPackage.nameOf(model.getPackageName());
      if (wanted.contains(playbook)) {
        models.put(playbook, model);
      }
    }
    List<Playbook> playbooks = new ArrayList<>();
    for (PlaybookFolder folder : folders) {
      RuleNames names = RuleNames.of(folder.drl());
      playbooks.add(
          new Playbook(
              folder.name(),
              folder.manifest(),
              names.rules(),
              names.calendars(),
              names.looks(),
              folder.edition()));
    }
    return new CompiledPlaybooks(playbooks, models, digest, made);
  }

  private static Model instantiate(ClassLoader loader, String name) {
    try {
      return (Model) loader.loadClass(name).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a scanned playbook cannot be loaded: " + name, e);
    }
  }

  /** Everything that the generated classes depend on. */
  private static String digest(List<PlaybookFolder> folders) {
    MessageDigest digest = Hash.digest();
    add(digest, KieServices.class.getPackage().getImplementationVersion());
    add(digest, ClassUtils.class.getPackage().getImplementationVersion());
    for (Class<?> type : Prelude.classes()) {
      add(digest, classFile(type));
    }
    for (PlaybookFolder folder : folders) {
      add(digest, Prelude.of(folder.name()));
      add(digest, Spelling.forDrools(folder.drl().text()));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, @Nullable String text) {
    add(digest, String.valueOf(text).getBytes(StandardCharsets.UTF_8));
  }

  private static void add(MessageDigest digest, byte[] bytes) {
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static byte[] classFile(Class<?> type) {
    String resource = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(resource)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  private static void failOn(List<Problem> problems) throws PlaybookErrors {
    if (!problems.isEmpty()) {
      throw new PlaybookErrors(problems.stream().distinct().sorted().toList());
    }
  }
}
