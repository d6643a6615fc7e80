package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookSignTest {

  @TempDir Path home;
  private TestShell shell;
  private String playbooks = "";
  private Path key = Path.of("");

  @BeforeEach
  void playbook() throws IOException {
    shell = new TestShell(home);
    key = home.resolve("mine.key");
    Path folder = home.resolve("playbooks");
    playbooks = folder.toString();
    for (String name : new String[] {"one", "two"}) {
      Path playbook = Files.createDirectories(folder.resolve(name));
      Files.writeString(playbook.resolve("playbook.drl"), "// " + name + "\n");
      Files.writeString(playbook.resolve("playbook.yaml"), "title: " + name + "\n");
    }
  }

  @Test
  void aNewKeySignsAndItsPublicHalfVerifies() throws IOException {
    assertThat(shell.run("playbook", "key", "new", key.toString())).isZero();
    String open = shell.out().strip();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(home.resolve("mine.key.pub"))).contains(open);
    assertThat(shell.run("playbook", "sign", playbooks, "--key", key.toString())).isZero();
    assertThat(shell.out()).contains("signed one with ").contains("signed two with ");
    assertThat(shell.run("playbook", "verify", playbooks, "--public-key", open)).isZero();
    assertThat(shell.out()).isEqualTo("yes  one\nyes  two\n");
    Files.writeString(
        Path.of(playbooks, "two/playbook.drl"), "// more\n", StandardOpenOption.APPEND);
    assertThat(shell.run("playbook", "verify", playbooks, "--public-key", key + ".pub"))
        .isEqualTo(1);
    assertThat(shell.out())
        .isEqualTo(
            """
            yes  one
            no   two: it was changed since it was signed, or its signature is another's
            """);
  }

  @Test
  void onlyWhatIsNamedIsSigned() throws IOException {
    shell.run("playbook", "key", "new", key.toString());
    assertThat(
            shell.run("playbook", "sign", playbooks, "--key", key.toString(), "--playbook", "two"))
        .isZero();
    assertThat(Path.of(playbooks, "one/playbook.sig")).doesNotExist();
    assertThat(Path.of(playbooks, "two/playbook.sig")).exists();
    assertThat(
            shell.run("playbook", "sign", playbooks, "--key", key.toString(), "--playbook", "owt"))
        .isEqualTo(2);
    assertThat(shell.err()).contains("there is no playbook owt");
  }

  @Test
  void aKeyIsNeverWrittenOverAndNeverShown() throws IOException {
    shell.run("playbook", "key", "new", key.toString());
    String secret = Files.readString(key).lines().toList().get(1);
    assertThat(shell.run("playbook", "key", "new", key.toString())).isEqualTo(2);
    assertThat(Files.readString(key)).contains(secret);
    Files.writeString(key, Files.readString(key).replace("untrusted", "trusted"));
    assertThat(shell.run("playbook", "sign", playbooks, "--key", key.toString())).isEqualTo(2);
    assertThat(shell.out() + shell.err()).contains("no secret key").doesNotContain(secret);
  }

  @Test
  void withoutAnyKeyThereIsNothingToVerifyAgainst() {
    assertThat(shell.run("playbook", "verify", playbooks)).isEqualTo(2);
    assertThat(shell.err()).contains("no key");
  }

  @Test
  void buildsAheadAndSignsWhatItBuilt() throws IOException {
    Path folder = Files.createDirectories(home.resolve("whole/night-shell"));
    Path from = Path.of("src/test/resources/minisign/night-shell");
    for (String file : new String[] {"playbook.drl", "playbook.yaml"}) {
      Files.copy(from.resolve(file), folder.resolve(file));
    }
    shell.run("playbook", "key", "new", key.toString());
    shell.out();
    String[] build = {
      "playbook",
      "build",
      home.resolve("whole").toString(),
      "--into",
      home + "/built",
      "--key",
      "" + key
    };
    assertThat(shell.run(build)).isZero();
    assertThat(shell.out()).contains("1 playbooks in ").contains(", compiled and signed with ");
    assertThat(shell.run(build)).isZero();
    assertThat(shell.out()).contains("as it was there already");
    assertThat(home.resolve("built"))
        .isDirectoryContaining(file -> file.toString().endsWith(".zip.sig"));
  }
}
