package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.minisign.MinisignSecret;
import io.nightjar.playbook.origin.Contents;
import io.nightjar.playbook.origin.Trust;
import io.nightjar.respond.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltClassesTest {

  private static final String DRL =
      """
      rule "shell"
      when
        $d : Detection( rule == "shell" )
      then
        respond.to($d).isolatePod().because("shell in {pod}");
      end
      """;

  @TempDir Path temp;
  private Path playbooks;
  private Path built;
  private Path cache;

  @BeforeEach
  void folders() {
    playbooks = temp.resolve("playbooks");
    built = temp.resolve("built");
    cache = temp.resolve("cache");
    TestPlaybooks.write(playbooks, Map.of("p", DRL));
  }

  private Path build() throws PlaybookErrors {
    PlaybookCompiler ahead = new PlaybookCompiler(built, TestPlaybooks.CALENDARS.names());
    return ahead.file(ahead.load(playbooks));
  }

  private CompiledPlaybooks load(Trust trust) throws PlaybookErrors {
    return new PlaybookCompiler(cache, built, TestPlaybooks.CALENDARS.names(), trust)
        .load(playbooks);
  }

  @Test
  void whatWasBuiltAheadIsLoadedFromAFolderThatIsOnlyRead() throws Exception {
    Path file = build();
    Files.setPosixFilePermissions(built, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      CompiledPlaybooks loaded = load(Trust.EVERYTHING);
      assertThat(loaded.made()).isEqualTo(Made.BUILT);
      assertThat(loaded.names()).containsExactly("p");
      assertThat(cache).doesNotExist();
      try (Stream<Path> files = Files.list(built)) {
        assertThat(files).containsExactly(file);
      }
    } finally {
      Files.setPosixFilePermissions(built, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void playbooksThatWereChangedSinceAreCompiledHere() throws Exception {
    build();
    TestPlaybooks.write(playbooks, Map.of("p", DRL.replace("shell in", "a shell in")));
    assertThat(load(Trust.EVERYTHING).made()).isEqualTo(Made.COMPILED);
    assertThat(load(Trust.EVERYTHING).made()).isEqualTo(Made.KEPT);
  }

  @Test
  void whatWasTamperedWithIsRefusedAndCompiledAgain() throws Exception {
    Path file = build();
    String digest = file.getFileName().toString().replace(".zip", "");
    GeneratedClasses good = CacheFile.read(digest, Files.readAllBytes(file));

    SortedMap<String, byte[]> fewer = new TreeMap<>(good.classes());
    String name = fewer.firstKey();
    byte[] changed = fewer.getOrDefault(name, new byte[1]).clone();
    changed[changed.length - 1] ^= 1;
    fewer.put(name, changed);
    byte[] bytes = CacheFile.write(digest, good);
    byte[] other = CacheFile.write(digest, new GeneratedClasses(fewer, good.models()));
    Files.write(file, headOf(bytes, other));
    assertThatThrownBy(() -> CacheFile.read(digest, Files.readAllBytes(file)))
        .isInstanceOf(IOException.class);
    assertThat(load(Trust.EVERYTHING).made()).isEqualTo(Made.COMPILED);
  }

  /** The head of one file with the entries of another. */
  private static byte[] headOf(byte[] first, byte[] second) throws IOException {
    java.io.ByteArrayOutputStream mixed = new java.io.ByteArrayOutputStream();
    try (var zip = new java.util.zip.ZipOutputStream(mixed);
        var one = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(first));
        var two = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(second))) {
      one.getNextEntry();
      zip.putNextEntry(new java.util.zip.ZipEntry("contents"));
      one.transferTo(zip);
      two.getNextEntry();
      for (var entry = two.getNextEntry(); entry != null; entry = two.getNextEntry()) {
        zip.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
        two.transferTo(zip);
      }
    }
    return mixed.toByteArray();
  }

  @Test
  void whatWasBuiltFromOtherPlaybooksIsNotTakenUnderTheNameOfThese() throws Exception {
    Path own = build();
    TestPlaybooks.write(temp.resolve("others"), Map.of("q", DRL));
    PlaybookCompiler ahead = new PlaybookCompiler(built, TestPlaybooks.CALENDARS.names());
    Path foreign = ahead.file(ahead.load(temp.resolve("others")));
    Files.copy(foreign, own, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(load(Trust.EVERYTHING).made()).isEqualTo(Made.COMPILED);
  }

  @Test
  void aHeadThatFitsDoesNotSaveClassesOfOtherPlaybooks() throws Exception {
    Path own = build();
    String digest = own.getFileName().toString().replace(".zip", "");
    GeneratedClasses none = new GeneratedClasses(new TreeMap<>(), List.of());
    Files.write(own, CacheFile.write(digest, none));
    CompiledPlaybooks loaded = load(Trust.EVERYTHING);
    assertThat(loaded.made()).isEqualTo(Made.COMPILED);
    assertThat(loaded.names()).containsExactly("p");
  }

  @Test
  void wherePlaybooksHaveToBeSignedWhatWasBuiltHasToBeToo() throws Exception {
    MinisignSecret secret = MinisignSecret.generate();
    Trust trust = new Trust(List.of(secret.publicKey()));
    Contents contents = Contents.of("p", DRL, TestPlaybooks.MANIFEST);
    Files.writeString(
        playbooks.resolve("p/playbook.sig"), secret.sign(contents.bytes(), "x").file());
    Path file = build();
    assertThat(load(trust).made()).isEqualTo(Made.COMPILED);
    Files.writeString(Path.of(file + ".sig"), secret.sign(Files.readAllBytes(file), "x").file());
    CompiledPlaybooks loaded = load(trust);
    assertThat(loaded.made()).isEqualTo(Made.BUILT);
    assertThat(loaded.edition("p").stage()).isEqualTo(Stage.ENFORCE);
  }

  @Test
  void someOfAFolderAreTakenFromWhatWasBuiltOfAllAndTheOthersAreNotThere() throws Exception {
    TestPlaybooks.write(playbooks, Map.of("p", DRL, "q", DRL));
    build();
    Files.writeString(playbooks.resolve("q/playbook.yaml"), "title: [broken");

    CompiledPlaybooks one =
        new PlaybookCompiler(cache, built, TestPlaybooks.CALENDARS.names(), Trust.EVERYTHING)
            .only(List.of("p"))
            .load(playbooks);

    assertThat(one.names()).containsExactly("p");
    assertThat(one.made()).isEqualTo(Made.BUILT);
    assertThat(one.rulesNamed()).containsExactly("shell");
  }

  @Test
  void aNameThatIsNotInTheFolderIsAMistake() {
    PlaybookCompiler compiler =
        new PlaybookCompiler(cache, TestPlaybooks.CALENDARS.names()).only(List.of("p", "no-such"));

    assertThatThrownBy(() -> compiler.load(playbooks))
        .isInstanceOf(PlaybookErrors.class)
        .hasMessageContaining("there is no playbook 'no-such' here");
  }
}
