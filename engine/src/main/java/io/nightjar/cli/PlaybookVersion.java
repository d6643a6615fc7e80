package io.nightjar.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Playbooks in a folder, or as they were committed: then in a copy for the time.
 *
 * @param folder to compile
 * @param chosen what has to go in the end
 */
record PlaybookVersion(Path folder, ChosenPlaybooks chosen) implements AutoCloseable {

  /** What git takes for a revision and what cannot be one of its options. */
  private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./@{}^~-]*");

  private static final Pattern FILE = Pattern.compile("[a-z][a-z0-9-]*/playbook\\.(drl|yaml)");
  private static final int BYTES_AT_MOST = 4 << 20;

  /**
   * @param place a folder, or {@code REVISION:PATH} of the checkout that this is run in
   */
  static PlaybookVersion of(String place) throws IOException, UsageFailure, InterruptedException {
    Path folder = Path.of(place);
    if (Files.isDirectory(folder)) {
      return new PlaybookVersion(folder, new ChosenPlaybooks(folder, null));
    }
    int colon = place.indexOf(':');
    if (colon < 1 || !REVISION.matcher(place.substring(0, colon)).matches()) {
      throw new UsageFailure("there is no folder " + place + ", and it is no REVISION:PATH of git");
    }
    return committed(place.substring(0, colon), place.substring(colon + 1));
  }

  private static PlaybookVersion committed(String revision, String path)
      throws IOException, UsageFailure, InterruptedException {
    String tree = revision + ":" + path.replaceAll("/+$", "");
    List<String> files = new ArrayList<>();
    for (String name : text(git("ls-tree", "-r", "-z", "--name-only", tree)).split("\0")) {
      if (FILE.matcher(name).matches()) {
        files.add(name);
      }
    }
    if (files.isEmpty()) {
      throw new UsageFailure("there is no playbook in " + tree);
    }
    Path copy = Files.createTempDirectory("nightjar-playbooks-");
    PlaybookVersion version = new PlaybookVersion(copy, new ChosenPlaybooks(copy, copy));
    try {
      for (String name : files) {
        Path target = copy.resolve(name);
        Files.createDirectories(copy.resolve(name.substring(0, name.indexOf('/'))));
        Files.write(target, git("cat-file", "blob", tree + "/" + name));
      }
      return version;
    } catch (IOException | UsageFailure | InterruptedException e) {
      version.close();
      throw e;
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Each word is an argument: no shell reads them. */
  private static byte[] git(String... words)
      throws IOException, UsageFailure, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (InputStream in = process.getInputStream()) {
      answer.writeBytes(in.readNBytes(BYTES_AT_MOST));
    }
    if (process.waitFor() != 0) {
      throw new UsageFailure(
          "git knows no " + words[words.length - 1] + " here, or it is larger than 4 MB");
    }
    return answer.toByteArray();
  }

  @Override
  public void close() throws IOException {
    chosen.close();
  }
}
