package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.minisign.MinisignKey;
import io.nightjar.playbook.origin.Trust;
import io.nightjar.respond.Edition;
import io.nightjar.respond.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a playbook that minisign 0.11 has signed. */
class TrustTest {

  private static final Path SIGNED = Path.of("src/test/resources/minisign");

  @TempDir Path temp;
  private Path playbook;

  @BeforeEach
  void copy() throws IOException {
    playbook = Files.createDirectories(temp.resolve("playbooks/night-shell"));
    for (String file : List.of("playbook.drl", "playbook.yaml")) {
      Files.copy(SIGNED.resolve("night-shell").resolve(file), playbook.resolve(file));
    }
  }

  private void sign(String signature) throws IOException {
    Files.copy(
        SIGNED.resolve(signature),
        playbook.resolve(Trust.FILE),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static Trust trust(String... keys) throws IOException {
    List<MinisignKey> parsed = new java.util.ArrayList<>();
    for (String key : keys) {
      parsed.add(MinisignKey.parse(Files.readString(SIGNED.resolve(key))));
    }
    return new Trust(parsed);
  }

  private Edition load(Trust trust) throws PlaybookErrors {
    CompiledPlaybooks loaded =
        new PlaybookCompiler(temp.resolve("cache"), TestPlaybooks.CALENDARS.names(), trust)
            .load(temp.resolve("playbooks"));
    return loaded.edition("night-shell");
  }

  @Test
  void withoutKeysNothingHasToBeSigned() throws Exception {
    assertThat(load(Trust.EVERYTHING).trusted()).isTrue();
    assertThat(load(Trust.EVERYTHING).stage()).isEqualTo(Stage.ENFORCE);
  }

  @Test
  void whatOneOfTheKeysSignedIsEnforced() throws Exception {
    for (String signature : List.of("prehashed.sig", "legacy.sig")) {
      sign(signature);
      assertThat(load(trust("other.pub", "test.pub")).stage()).isEqualTo(Stage.ENFORCE);
    }
  }

  @Test
  void whatNobodySignedIsADraftAndSaysWhy() throws Exception {
    Edition edition = load(trust("test.pub"));
    assertThat(edition.trusted()).isFalse();
    assertThat(edition.stage()).isEqualTo(Stage.DRAFT);
    assertThat(edition.why()).isEqualTo("it is not signed, and playbooks.keys wants that");
    Files.writeString(playbook.resolve(Trust.FILE), "hello");
    assertThat(load(trust("test.pub")).why())
        .isEqualTo("its signature cannot be read: this is no signature of minisign");
  }

  @Test
  void whatAnotherKeySignedIsADraft() throws Exception {
    sign("prehashed.sig");
    assertThat(load(trust("other.pub")).why())
        .isEqualTo("it is signed with key 8E5D8555AD10F6EF, not with one of playbooks.keys");
  }

  @Test
  void aChangeOfEitherFileMakesItADraft() throws Exception {
    sign("prehashed.sig");
    Path yaml = playbook.resolve("playbook.yaml");
    Files.writeString(yaml, Files.readString(yaml) + "stage: enforce\n");
    Edition edition = load(trust("test.pub"));
    assertThat(edition.stage()).isEqualTo(Stage.DRAFT);
    assertThat(edition.why())
        .isEqualTo("it was changed since it was signed, or its signature is another's");
  }

  @Test
  void theSignatureIsOfThatNameToo() throws Exception {
    sign("prehashed.sig");
    Files.move(playbook, playbook.resolveSibling("day-shell"));
    CompiledPlaybooks loaded =
        new PlaybookCompiler(
                temp.resolve("cache"), TestPlaybooks.CALENDARS.names(), trust("test.pub"))
            .load(temp.resolve("playbooks"));
    assertThat(loaded.distrusted())
        .containsEntry(
            "day-shell",
            "runs as a draft: it was changed since it was signed, or its signature is another's");
  }
}
