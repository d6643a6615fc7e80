package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.origin.Contents;
import io.nightjar.playbook.origin.GitCheckout;
import io.nightjar.respond.Edition;
import io.nightjar.respond.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginTest {

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String DRL =
      """
      rule "a"
      when
        $d : Detection( rule == "Terminal shell in container" )
      then
        respond.to($d).isolatePod().because("a shell");
      end
      """;

  @TempDir Path folder;
  private Path playbooks;

  @BeforeEach
  void real() throws IOException {
    folder = folder.toRealPath();
    playbooks = Files.createDirectories(folder.resolve("repository/playbooks"));
  }

  private Edition edition() throws Exception {
    return TestPlaybooks.load(playbooks, Map.of("x", DRL)).edition("x");
  }

  private void git(String path, String text) throws IOException {
    Path file = folder.resolve("repository/.git").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void theVersionIsWhatSha256sumSaysOfTheListOfItsSums() throws Exception {
    // cd playbooks; sha256sum x/playbook.drl x/playbook.yaml | sha256sum
    Contents contents = Contents.of("x", "rule\n", "title: t\n");
    assertThat(contents.list())
        .isEqualTo(
            """
            6b79867175a1f0160044a8adb8b1b4f7a7e6f3ef76efeeaa633191f1f6c83d7d  x/playbook.drl
            f81b9dc885f47a0f1d1a2bb78a90d3e34f50799df0d36ff69b98d9955a86cc49  x/playbook.yaml
            """);
  }

  @Test
  void theVersionChangesWithEveryByteOfBothFilesAndWithNothingElse() throws Exception {
    String version = edition().version();
    Files.createDirectories(playbooks.resolve("x/cases"));
    Files.writeString(playbooks.resolve("x/cases/night.yaml"), "cases: []\n");
    assertThat(edition().version()).isEqualTo(version).hasSize(64);
    Files.writeString(playbooks.resolve("x/playbook.yaml"), TestPlaybooks.MANIFEST + "#\n");
    PlaybookCompiler compiler =
        new PlaybookCompiler(folder.resolve("cache"), TestPlaybooks.CALENDARS.names());
    assertThat(compiler.load(playbooks).edition("x").version()).isNotEqualTo(version);
  }

  @Test
  void aPlaybookThatNamesNoStageIsEnforced() throws Exception {
    assertThat(edition().stage()).isEqualTo(Stage.ENFORCE);
    assertThat(edition().why()).isEqualTo("its playbook.yaml names no stage");
    assertThat(edition().trusted()).isTrue();
  }

  @Test
  void theStageOfThePlaybookIsReadAndAnotherWordIsRefused() throws Exception {
    TestPlaybooks.write(playbooks, Map.of("x", DRL));
    PlaybookCompiler compiler =
        new PlaybookCompiler(folder.resolve("cache"), TestPlaybooks.CALENDARS.names());
    Path yaml = playbooks.resolve("x/playbook.yaml");
    Files.writeString(yaml, TestPlaybooks.MANIFEST + "stage: draft\n");
    assertThat(compiler.load(playbooks).edition("x").stage()).isEqualTo(Stage.DRAFT);
    Files.writeString(yaml, TestPlaybooks.MANIFEST + "stage: drafts\n");
    PlaybookErrors errors =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            PlaybookErrors.class, () -> compiler.load(playbooks));
    assertThat(errors.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.message()).isEqualTo("there is no stage 'drafts'");
              assertThat(problem.line()).isEqualTo(5);
            });
  }

  @Test
  void theCommitIsReadWhereverGitKeepsIt() throws Exception {
    assertThat(edition().commit()).isEmpty();
    git("HEAD", COMMIT + "\n");
    assertThat(edition().commit()).isEqualTo(COMMIT);
    git("HEAD", "ref: refs/heads/main\n");
    assertThat(edition().commit()).isEmpty();
    git("packed-refs", "# pack-refs with: peeled\n" + COMMIT + " refs/heads/main\n");
    assertThat(edition().commit()).isEqualTo(COMMIT);
    String newer = COMMIT.replace('0', 'f');
    git("refs/heads/main", newer + "\n");
    assertThat(edition().commit()).isEqualTo(newer);
  }

  @Test
  void aWorktreeIsFoundThroughItsFileAndALinkThroughItsTarget() throws Exception {
    git("worktrees/w/HEAD", "ref: refs/heads/main\n");
    git("worktrees/w/commondir", "../..\n");
    git("refs/heads/main", COMMIT + "\n");
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(tree.resolve(".git"), "gitdir: ../repository/.git/worktrees/w\n");
    assertThat(GitCheckout.commitOf(tree)).isEqualTo(COMMIT);
    Path link = Files.createSymbolicLink(folder.resolve("current"), tree);
    assertThat(GitCheckout.commitOf(link)).isEqualTo(COMMIT);
  }

  @Test
  void whatIsNoCommitIsNotToldAsOne() throws Exception {
    git("HEAD", "ref: refs/../../secret\n");
    assertThat(GitCheckout.commitOf(playbooks)).isEmpty();
    git("HEAD", "ref: refs/heads/main\n");
    git("refs/heads/main", "not a commit\n");
    assertThat(GitCheckout.commitOf(playbooks)).isEmpty();
    Files.writeString(playbooks.resolve(".git"), "nothing\n");
    assertThat(GitCheckout.commitOf(playbooks)).isEmpty();
  }

  @Test
  void theFoldersOfAConfigMapAreReadThroughItsLinks() throws Exception {
    TestPlaybooks.write(playbooks.resolve("..2026_11_20"), Map.of("x", DRL));
    Files.createSymbolicLink(playbooks.resolve("..data"), Path.of("..2026_11_20"));
    Files.createSymbolicLink(playbooks.resolve("x"), Path.of("..data/x"));
    PlaybookCompiler compiler =
        new PlaybookCompiler(folder.resolve("cache"), TestPlaybooks.CALENDARS.names());
    assertThat(compiler.load(playbooks).names()).containsExactly("x");
  }
}
