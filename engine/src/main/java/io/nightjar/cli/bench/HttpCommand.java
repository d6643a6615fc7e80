package io.nightjar.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench http}. */
@Command(
    name = "http",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a running Nightjar for its status, one request after another, and follows its events",
      "many times over: how long an answer takes, and what a follower costs in memory."
    })
public final class HttpCommand implements Callable<Integer> {

  private static final int WARM_UP = 300;

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--requests",
      paramLabel = "COUNT",
      description = "So many are timed; default: ${DEFAULT-VALUE}.")
  int requests = 2_000;

  @Option(
      names = "--rate",
      paramLabel = "COUNT",
      description =
          "So many a second at most, below http.limits.requestsPerSecond; default:"
              + " ${DEFAULT-VALUE}.")
  int rate = 90;

  @Option(
      names = "--followers",
      paramLabel = "COUNT",
      description = "So many follow events and say nothing; default: ${DEFAULT-VALUE}.")
  int followers = 90;

  public HttpCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * All that was measured.
   *
   * @param refused answers that were not 200
   * @param p50 of the answers, in milliseconds
   * @param followed how many followers were let in
   * @param residentBefore of the running Nightjar, without followers, in KiB
   * @param residentWith with them
   */
  record Result(
      int answered,
      int refused,
      double p50,
      double p99,
      double max,
      int followed,
      long residentBefore,
      long residentWith) {}

  /** Where it is, and what lets in. */
  private record Door(URI url, long pid, String token) {
    static Door of(Path state) throws IOException {
      JsonNode control = Json.MAPPER.readTree(Files.readAllBytes(state.resolve("control.json")));
      return new Door(
          URI.create(control.required("url").asText()),
          control.required("pid").asLong(),
          Files.readString(state.resolve("token")).strip());
    }

    HttpRequest get(String path) {
      return HttpRequest.newBuilder(url.resolve("/api/v1" + path))
          .header("Authorization", "Bearer " + token)
          .build();
    }

    long residentKib() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      return 0;
    }
  }

  @Override
  public Integer call() throws Exception {
    Door door = Door.of(state.folder(shell.around()));
    Progress progress = new Progress(shell);
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      progress.show("warming up");
      ask(http, door, WARM_UP);
      progress.show("asking");
      List<Double> millis = new ArrayList<>();
      int refused = requests - ask(http, door, requests, millis);
      double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
      progress.show("following");
      long before = door.residentKib();
      int followed = follow(http, door);
      Result result =
          new Result(
              all.length,
              refused,
              Spread.percentile(all, 0.5),
              Spread.percentile(all, 0.99),
              Spread.percentile(all, 1),
              followed,
              before,
              door.residentKib());
      progress.clear();
      shell.out().print(output.render(result, () -> table(result)));
      shell.out().flush();
      http.shutdownNow();
      return ExitCode.OK;
    }
  }

  private void ask(HttpClient http, Door door, int count) throws Exception {
    int unused = ask(http, door, count, new ArrayList<>());
  }

  /** How many were answered with 200; each of these is timed. */
  private int ask(HttpClient http, Door door, int count, List<Double> millis) throws Exception {
    HttpRequest request = door.get("/status");
    long begun = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = begun + (long) (i * 1e9 / rate);
      long wait = due - System.nanoTime();
      if (wait > 0) {
        Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
      }
      long start = System.nanoTime();
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() == 200) {
        millis.add((System.nanoTime() - start) / 1e6);
      }
    }
    return millis.size();
  }

  private int follow(HttpClient http, Door door) throws Exception {
    int followed = 0;
    for (int i = 0; i < followers; i++) {
      HttpResponse<InputStream> stream =
          http.send(door.get("/events"), BodyHandlers.ofInputStream());
      if (stream.statusCode() == 200) {
        followed++;
      }
      Thread.sleep(1_000 / rate);
    }
    return followed;
  }

  private static String table(Result result) {
    return String.format(
        Locale.ROOT,
        "GET /status: %d answers, %d refused, p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n"
            + "%d followers of events: %d KiB resident before, %d KiB with them%n",
        result.answered(),
        result.refused(),
        result.p50(),
        result.p99(),
        result.max(),
        result.followed(),
        result.residentBefore(),
        result.residentWith());
  }
}
